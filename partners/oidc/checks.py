"""What an ID token must say before it lets anybody in. Pure: claims in, answer out.

The signature is Authlib's to verify, before this; it looks at most of these claims
itself as well. They stand here too because each refusal is worded and recorded by its
reason, and because no update of a library may quietly take one of them away.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

# Seconds by which the issuer's clock and ours may differ.
LEEWAY = 30
MAX_SUBJECT_LENGTH = 255
# A national identity number has eleven digits; no such subject is ever kept.
PERSONAL_NUMBER = re.compile(r"\s*[0-9]{6}\s?[0-9]{5}\s*")


@dataclass(frozen=True)
class Expected:
    """What this log-in was begun with.

    `acr_values` are the accepted levels of assurance, the weakest first. `max_age` is
    how many seconds ago the person may have proved who they are; None asks nothing.
    """

    issuer: str
    client_id: str
    nonce: str
    acr_values: tuple[str, ...]
    max_age: int | None = None


@dataclass(frozen=True)
class Confirmed:
    """Who somebody is to the issuer, and how surely."""

    issuer: str
    subject: str
    acr: str


class Refused(Exception):
    """Nobody is let in. `reason` is one of a closed list (words.py); `about` tells the
    audit trail more, and never who somebody is.
    """

    def __init__(self, reason: str, **about: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = about


def confirmed(
    claims: Mapping[str, object], expected: Expected, now: float
) -> Confirmed:
    """Return whom the claims of a verified token name. Raise Refused otherwise.

    `now` is in seconds since 1970.
    """
    if claims.get("iss") != expected.issuer:
        raise Refused("issuer")
    _check_audience(claims, expected.client_id)
    if not expected.nonce or claims.get("nonce") != expected.nonce:
        raise Refused("nonce")
    _check_times(claims, expected.max_age, now)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT_LENGTH:
        raise Refused("subject")
    if PERSONAL_NUMBER.fullmatch(subject) or subject == claims.get("pid"):
        raise Refused("personal_number")
    acr = claims.get("acr")
    if not isinstance(acr, str) or acr not in expected.acr_values:
        raise Refused("acr")
    return Confirmed(expected.issuer, subject, acr)


def _check_audience(claims: Mapping[str, object], client_id: str) -> None:
    named = claims.get("aud")
    audiences = named if isinstance(named, list) else [named]
    if client_id not in audiences:
        raise Refused("audience")
    # Other audiences are only trusted when the token says whom it was issued to.
    if len(audiences) > 1 and "azp" not in claims:
        raise Refused("authorised_party")
    if claims.get("azp", client_id) != client_id:
        raise Refused("authorised_party")


def _check_times(claims: Mapping[str, object], max_age: int | None, now: float) -> None:
    expires, issued = _instant(claims, "exp"), _instant(claims, "iat")
    if expires is None or now >= expires + LEEWAY:
        raise Refused("expired")
    if issued is None or issued > now + LEEWAY:
        raise Refused("not_yet_valid")
    if "nbf" in claims:
        begins = _instant(claims, "nbf")
        if begins is None or begins > now + LEEWAY:
            raise Refused("not_yet_valid")
    if max_age is not None:
        proved = _instant(claims, "auth_time")
        if proved is None or now > proved + max_age + LEEWAY:
            raise Refused("auth_time")


def _instant(claims: Mapping[str, object], name: str) -> float | None:
    """Return a claim in seconds since 1970; None when it is no finite number."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None
