"""Encrypt what second factors rest on, so that a copy of the database opens nothing.

Fernet of the library cryptography, with a key derived from SECRET_KEY; the keys before
it (SECRET_KEY_FALLBACKS) still decrypt.
"""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """Return the text. Raise InvalidToken when none of the keys encrypted it."""
    return _keys().decrypt(encrypted.encode()).decode()


def _keys() -> MultiFernet:
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret)) for secret in known])


def _derived(secret: str) -> bytes:
    derivation = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=b"partners.accounts.factors"
    )
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
