"""The digest algorithms, each by the id that is stored beside every digest it made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from webapp.audit.errors import DigestUnknown

DEFAULT_ALGORITHM = "sha256"

#: A further algorithm (SM3) is added here; digests made before keep the id of theirs.
_ALGORITHMS: Mapping[str, Callable[[bytes], str]] = {"sha256": lambda data: hashlib.sha256(data).hexdigest()}


def compute_digest(text: str, algorithm: str = DEFAULT_ALGORITHM) -> str:
    """The digest of ``text`` (UTF-8) in lower-case hexadecimal. Raises `DigestUnknown`."""
    compute = _ALGORITHMS.get(algorithm)
    if compute is None:
        raise DigestUnknown(algorithm=algorithm)
    return compute(text.encode())
