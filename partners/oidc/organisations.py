"""Which organisation somebody acts for, read out of a token. Pure.

Issuers write it in several ways, and the claim that holds it is a setting:

    "organisation_number": "987464291"
    "consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:987464291"}
    "authorization_details": [{"type": "ansattporten:altinn:service",
        "reportees": [{"Authority": "iso6523-actorid-upis", "ID": "0192:987464291"}]}]
    "authorization_details": [{"type": "ansattporten:altinn:resource",
        "authorized_parties": [{"orgno": {"authority": …, "ID": "0192:987464291"}}]}]
    "authorization_details": [{"type": "ansattporten:entra", "orgno": {"ID": …}}]

The last three are Ansattporten's (docs.digdir.no, "RAR-typer i Ansattporten").
"""

import re
from collections.abc import Iterator, Mapping

from publishing.organisation_numbers import OrganisationNumberError, validated

# 0192 is the register of organisations of Norway in ISO 6523.
ISO6523 = re.compile(r"(?:(?P<scheme>[0-9]{4}):)?(?P<number>[^:]+)")
NORWAY = "0192"
AUTHORITY = "iso6523-actorid-upis"
# Under which keys an object says whom it is about, from the outside in.
INNER = ("reportees", "authorized_parties", "orgno", "ID")
MAX_DEPTH = 6


def organisation_numbers(claims: Mapping[str, object], claim: str) -> tuple[str, ...]:
    """Return the organisation numbers that a claim names, each once, in its order.

    `claim` is its name, or names with dots between for one inside another. What is no
    valid Norwegian organisation number is passed over, a person's number above all.
    """
    value: object = claims
    for name in claim.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return tuple(dict.fromkeys(_numbers(value, 0)))


def _numbers(value: object, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        yield from _number(value)
    elif isinstance(value, list):
        for each in value:
            yield from _numbers(each, depth + 1)
    elif isinstance(value, Mapping):
        named = value.get("authority", value.get("Authority", AUTHORITY))
        if named == AUTHORITY:
            for key in INNER:
                yield from _numbers(value.get(key), depth + 1)


def _number(text: str) -> Iterator[str]:
    found = ISO6523.fullmatch(text.strip())
    if found is None or found["scheme"] not in {None, NORWAY}:
        return
    try:
        yield validated(found["number"])
    except OrganisationNumberError:
        return
