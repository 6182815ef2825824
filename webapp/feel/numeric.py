"""FEEL numbers: decimals of 34 digits, half-even, in one explicit context (IEEE 754-2008 decimal128)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

#: The only arithmetic context of the language. The thread's own context is never used.
CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[DivisionByZero, InvalidOperation, Overflow],
)

#: Wide enough to move any decimal128 value to any scale we accept without losing digits.
_WIDE = Context(prec=6400, rounding=ROUND_HALF_EVEN, Emin=-20000, Emax=20000, traps=[InvalidOperation])

ZERO = Decimal(0)
ONE = Decimal(1)


def add(left: Decimal, right: Decimal) -> Decimal | None:
    """The sum, or None beyond decimal128."""
    try:
        return CONTEXT.add(left, right)
    except DecimalException:
        return None


def subtract(left: Decimal, right: Decimal) -> Decimal | None:
    """The difference, or None beyond decimal128."""
    try:
        return CONTEXT.subtract(left, right)
    except DecimalException:
        return None


def multiply(left: Decimal, right: Decimal) -> Decimal | None:
    """The product, or None beyond decimal128."""
    try:
        return CONTEXT.multiply(left, right)
    except DecimalException:
        return None


def divide(left: Decimal, right: Decimal) -> Decimal | None:
    """The quotient, or None for a division by zero."""
    try:
        return CONTEXT.divide(left, right)
    except DecimalException:
        return None


def power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """``base`` to the ``exponent``, or None where that is no real number."""
    if not exponent:
        return ONE
    try:
        result = CONTEXT.power(base, exponent)
    except DecimalException:
        return None
    return CONTEXT.plus(result)


def is_integral(number: Decimal) -> bool:
    """Whether the number has no fraction."""
    return number == number.to_integral_value(context=_WIDE)


def whole(number: Decimal) -> int:
    """The number without its fraction, cut towards zero."""
    return int(number)


def round_to(number: Decimal, scale: int, rounding: str) -> Decimal | None:
    """The number with ``scale`` digits after the point (negative: before it), rounded as the decimal module names it."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -scale and scale >= 0:
        return number
    if -scale > number.adjusted() + 1 and rounding not in (ROUND_CEILING, ROUND_FLOOR, "ROUND_UP"):
        return ZERO
    try:
        result = number.quantize(Decimal((0, (1,), -scale)), rounding=rounding, context=_WIDE)
        return CONTEXT.plus(result if scale > 0 else result.quantize(ONE, context=_WIDE))
    except DecimalException:
        return None


def from_text(text: str) -> Decimal | None:
    """Read digits as written (at most 34 are kept); None beyond decimal128."""
    try:
        return CONTEXT.create_decimal(text)
    except DecimalException:
        return None


def rounded(number: Decimal) -> Decimal | None:
    """The number at 34 digits; None if it is not finite or beyond decimal128."""
    try:
        return CONTEXT.plus(number)
    except DecimalException:
        return None


def to_text(number: Decimal) -> str:
    """Plain digits without superfluous zeros: ``1E+2`` is ``100``, ``1.50`` is ``1.5``."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def remainder(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left after dividing, with the dividend's sign; exact also where the quotient has many digits."""
    return CONTEXT.plus(_WIDE.remainder(dividend, divisor))
