"""The issuer that the settings name (docs/running.md)."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import Http404

SECRET_WAYS = ("client_secret_basic", "client_secret_post")
KEY_WAY = "private_key_jwt"
WAYS = (*SECRET_WAYS, KEY_WAY)


@dataclass(frozen=True)
class Issuer:
    """An issuer as an installation has agreed with it.

    `acr_values` are the accepted levels, the weakest first. `authorization_details` is
    what to ask for, so that Ansattporten lets people choose an organisation.
    """

    address: str
    name: str
    client_id: str
    client_auth: str
    client_secret: str = field(repr=False)
    private_key: str = field(repr=False)
    key_id: str
    scopes: str
    acr_values: tuple[str, ...]
    organisation_claim: str
    authorization_details: str
    max_age: int | None

    @property
    def metadata_address(self) -> str:
        return self.address.rstrip("/") + "/.well-known/openid-configuration"


def configured_issuer() -> Issuer | None:
    """Return the issuer of the settings, or None when there is none."""
    given: dict[str, Any] = settings.PORTAL_OIDC
    if not given["ISSUER"]:
        return None
    private_key = given["PRIVATE_KEY"].replace("\\n", "\n")
    usual_way = KEY_WAY if private_key else SECRET_WAYS[0]
    return Issuer(
        address=given["ISSUER"],
        name=given["NAME"],
        client_id=given["CLIENT_ID"],
        client_auth=given["CLIENT_AUTH"] or usual_way,
        client_secret=given["CLIENT_SECRET"],
        private_key=private_key,
        key_id=given["KEY_ID"],
        scopes=given["SCOPES"],
        acr_values=tuple(given["ACR_VALUES"].split()),
        organisation_claim=given["ORGANISATION_CLAIM"],
        authorization_details=given["AUTHORIZATION_DETAILS"],
        max_age=int(given["MAX_AGE"]) if given["MAX_AGE"] else None,
    )


def issuer_or_404() -> Issuer:
    """Return the issuer of the settings; raise Http404 when there is none."""
    issuer = configured_issuer()
    if issuer is None:
        raise Http404
    return issuer


def problems() -> list[str]:
    """Return what the settings of the issuer lack, in sentences for who runs it."""
    given: dict[str, Any] = settings.PORTAL_OIDC
    if not given["ISSUER"]:
        return []
    found = [
        f"PORTAL_OIDC_{name} is empty."
        for name in ("CLIENT_ID", "ACR_VALUES", "ORGANISATION_CLAIM")
        if not given[name].strip()
    ]
    if not given["ISSUER"].startswith("https://") and not is_loopback(given["ISSUER"]):
        found.append("PORTAL_OIDC_ISSUER must begin with https://.")
    if "openid" not in given["SCOPES"].split():
        found.append("PORTAL_OIDC_SCOPES must hold openid.")
    if given["CLIENT_AUTH"] not in {"", *WAYS}:
        found.append(f"PORTAL_OIDC_CLIENT_AUTH is none of {WAYS}.")
    elif given["CLIENT_AUTH"] == KEY_WAY and not given["PRIVATE_KEY"]:
        found.append("PORTAL_OIDC_PRIVATE_KEY is empty.")
    elif not (given["CLIENT_SECRET"] or given["PRIVATE_KEY"]):
        found.append("PORTAL_OIDC_CLIENT_SECRET and _PRIVATE_KEY are empty.")
    if given["MAX_AGE"] and not given["MAX_AGE"].isdecimal():
        found.append("PORTAL_OIDC_MAX_AGE is no number of seconds.")
    if given["AUTHORIZATION_DETAILS"]:
        try:
            json.loads(given["AUTHORIZATION_DETAILS"])
        except ValueError:
            found.append("PORTAL_OIDC_AUTHORIZATION_DETAILS is no JSON.")
    return found


def is_loopback(address: str) -> bool:
    """Return whether an address is of this very machine, where no TLS is needed."""
    return address.startswith(
        ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")
    )
