"""A checkpoint: where every chain ended at one moment, signed, to be kept outside the database.

A chain alone does not notice that its tail was cut off together with its end mark, or that it was removed
whole: whoever owns the database can do that. They cannot sign a checkpoint, nor take one out of the row.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webapp.audit.canonical import canonical_json
from webapp.audit.chain import Tip
from webapp.audit.digests import DEFAULT_ALGORITHM, compute_digest
from webapp.audit.errors import DigestUnknown

DEFAULT_SIGNING = "hmac-sha256"

#: A further algorithm (HMAC-SM3) is added here; checkpoints signed before keep the id of theirs.
_SIGNINGS: Mapping[str, Callable[[bytes, bytes], str]] = {
    "hmac-sha256": lambda key, data: hmac.new(key, data, hashlib.sha256).hexdigest()
}


@dataclass(frozen=True, slots=True)
class AuditKey:
    """The key that signs checkpoints. Its ``id`` tells keys apart and gives nothing of the key away."""

    secret: str = field(repr=False)

    @property
    def id(self) -> str:
        return self.sign("rongcuo audit key")[:16]

    def sign(self, text: str, signing: str = DEFAULT_SIGNING) -> str:
        """The signature of ``text`` (UTF-8) in lower-case hexadecimal. Raises `DigestUnknown`."""
        compute = _SIGNINGS.get(signing)
        if compute is None:
            raise DigestUnknown(algorithm=signing)
        return compute(self.secret.encode(), text.encode())


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All chain tips at one moment. ``number`` counts from 1.

    ``at`` is the database's own time, whatever the practice clock says. ``previous_hash`` is the hash of the
    checkpoint before it (empty for the first). ``remains`` is the digest of what an interrupted writing left
    before this checkpoint in the file, else empty.
    """

    number: int
    at: datetime
    previous_hash: str
    tips: tuple[Tip, ...]
    key_id: str
    remains: str = ""
    algorithm: str = DEFAULT_ALGORITHM
    signing: str = DEFAULT_SIGNING

    @property
    def body(self) -> dict[str, Any]:
        """What hash and signature cover, ready for its canonical text."""
        return {
            "number": self.number,
            "at": self.at,
            "previous_hash": self.previous_hash,
            "tips": [[tip.chain, tip.seq, tip.hash] for tip in self.tips],
            "key": self.key_id,
            "remains": self.remains,
            "algorithm": self.algorithm,
            "signing": self.signing,
        }

    @property
    def text(self) -> str:
        """The canonical text."""
        return canonical_json(self.body)

    @property
    def hash(self) -> str:
        """The digest of the text. Raises `DigestUnknown` for an algorithm of another release."""
        return compute_digest(self.text, self.algorithm)

    @property
    def short_form(self) -> str:
        """The first 12 signs of the hash: to be written down elsewhere and compared."""
        return self.hash[:12]


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint as it stands in the file: with the hash and the signature that were written."""

    checkpoint: Checkpoint
    hash: str
    signature: str

    @property
    def line(self) -> str:
        """The line of the file, without its end."""
        return canonical_json(
            {"checkpoint": self.checkpoint.body, "hash": self.hash, "signature": self.signature}
        )

    def is_signed_with(self, key: AuditKey) -> bool:
        """Whether hash and signature are those that ``key`` gives to this very text."""
        try:
            expected = key.sign(self.checkpoint.text, self.checkpoint.signing)
            return self.hash == self.checkpoint.hash and hmac.compare_digest(
                expected.encode(), self.signature.encode()
            )
        except DigestUnknown:
            return False


def sign_checkpoint(checkpoint: Checkpoint, key: AuditKey) -> SignedCheckpoint:
    """Sign ``checkpoint``, whose ``key_id`` must be that of ``key``."""
    return SignedCheckpoint(checkpoint, checkpoint.hash, key.sign(checkpoint.text, checkpoint.signing))


def read_line(line: bytes) -> SignedCheckpoint | None:
    """The checkpoint that ``line`` holds letter by letter, or None when it holds none."""
    try:
        signed = _read(json.loads(line))
        return signed if signed.line.encode() == line else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _read(value: Any) -> SignedCheckpoint:
    body = value["checkpoint"]
    if type(body["number"]) is not int or body["number"] < 1:
        raise ValueError("a checkpoint has a number from 1")
    texts = [body[name] for name in ("at", "previous_hash", "key", "remains", "algorithm", "signing")]
    if not all(isinstance(text, str) for text in [*texts, value["hash"], value["signature"]]):
        raise ValueError("a checkpoint is made of texts")
    checkpoint = Checkpoint(
        body["number"],
        datetime.fromisoformat(body["at"]),
        body["previous_hash"],
        tuple(_read_tip(*tip) for tip in body["tips"]),
        body["key"],
        body["remains"],
        body["algorithm"],
        body["signing"],
    )
    return SignedCheckpoint(checkpoint, value["hash"], value["signature"])


def _read_tip(chain: object, seq: object, tip_hash: object) -> Tip:
    if not (isinstance(chain, str) and type(seq) is int and isinstance(tip_hash, str)):
        raise TypeError("a tip is a name, a number and a hash")
    return Tip(chain, seq, tip_hash)
