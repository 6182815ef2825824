"""Random tokens that are shown once; only their digests are kept."""

from __future__ import annotations

import hashlib
import secrets


def make_token() -> str:
    """A new token of 256 random bits, fit for a cookie or a link."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is kept of a token. A plain digest will do: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
