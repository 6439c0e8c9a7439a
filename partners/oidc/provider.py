"""Talk with the issuer: Authlib's client, with our limits and our choice of keys.

What the issuer publishes about itself is kept for an hour and must be about itself:
a document that names another issuer is refused, so that no answer of one issuer can
be taken for another's.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from django.core.cache import cache
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import ECKey, RSAKey, import_key

from .checks import LEEWAY, Confirmed, Expected, Refused, confirmed
from .configuration import KEY_WAY, Issuer, is_loopback

TIMEOUT_SECONDS = 5
KEPT_SECONDS = 3600
# A proof of who we are lives a minute; Digdir takes none that lives above two.
PROOF_SECONDS = 60
# Signatures with a key that only the issuer has: neither «none», nor HS with a secret
# that two know.
ALGORITHMS = frozenset(
    f"{family}{size}" for family in ("RS", "PS", "ES") for size in (256, 384, 512)
)
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class IssuerUnavailable(Exception):
    """The issuer does not answer, or not in time."""


class IssuerMisbehaves(Exception):
    """The issuer answers with what is no answer."""


@dataclass(frozen=True)
class Begun:
    """A log-in that was begun: where to send the browser, and what to remember."""

    address: str
    state: str
    nonce: str
    code_verifier: str


def _token_class(
    expected: Expected, access_token: object, found: list[Confirmed]
) -> type[CodeIDToken]:
    """Return the claims of a token as Authlib sees them, and `checks` before it."""

    class Token(CodeIDToken):
        def validate(self, now=None, leeway=0):
            now = time.time() if now is None else now
            found.append(confirmed(self, expected, now))
            # So that at_hash is looked at, which Authlib does for its own class alone.
            self.params["access_token"] = access_token
            super().validate(now, leeway)

    return Token


class IssuerApp(DjangoOAuth2App):
    """Authlib's client of one issuer, made anew for each request."""

    def __init__(self, issuer: Issuer):
        self.issuer = issuer
        ways = []
        if issuer.client_auth == KEY_WAY:
            ways.append(_proof(issuer))
        super().__init__(
            DjangoIntegration("oidc"),
            name="oidc",
            client_id=issuer.client_id,
            client_secret=(_signing_key(issuer) if ways else issuer.client_secret),
            client_auth_methods=ways,
            server_metadata_url=issuer.metadata_address,
            client_kwargs={
                "scope": issuer.scopes,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": issuer.client_auth,
                "default_timeout": TIMEOUT_SECONDS,
                # An issuer has no reason to send our secrets on to somebody else.
                "max_redirects": 0,
            },
        )

    @property
    def kept_as(self) -> str:
        digest = hashlib.sha256(self.issuer.address.encode()).hexdigest()
        return f"oidc-metadata-{digest}"

    def load_server_metadata(self) -> dict[str, Any]:
        """Return what the issuer publishes, kept or asked for."""
        if "_loaded_at" not in self.server_metadata:
            kept = cache.get(self.kept_as)
            if kept is None:
                kept = _fit(super().load_server_metadata(), self.issuer)
                cache.set(self.kept_as, kept, KEPT_SECONDS)
            self.server_metadata = dict(kept)
        return self.server_metadata

    def fetch_jwk_set(self, force=False):
        """Return the issuer's keys. `force` asks anew: it may have changed them."""
        known = self.load_server_metadata().get("jwks")
        found = super().fetch_jwk_set(force=force)
        if found is not known:
            age = time.time() - self.server_metadata["_loaded_at"]
            left = max(KEPT_SECONDS - age, 1)
            cache.set(self.kept_as, dict(self.server_metadata), left)
        return found


def begin(issuer: Issuer, redirect_uri: str, *, language: str) -> Begun:
    """Return where to send the browser. Raise IssuerUnavailable or IssuerMisbehaves."""
    more: dict[str, Any] = {"acr_values": " ".join(issuer.acr_values)}
    more["ui_locales"] = f"{language} nb no en"
    if issuer.authorization_details:
        more["authorization_details"] = issuer.authorization_details
    if issuer.max_age is not None:
        more["max_age"] = issuer.max_age
    with _answers():
        made = IssuerApp(issuer).create_authorization_url(redirect_uri, **more)
    return Begun(made["url"], made["state"], made["nonce"], made["code_verifier"])


def redeem(
    issuer: Issuer, *, code: str, code_verifier: str, nonce: str, redirect_uri: str
) -> tuple[Confirmed, Mapping[str, object]]:
    """Return who was confirmed, and the claims of the token.

    The claims may hold a national identity number: read what is needed out of them and
    let them go. Raise Refused, IssuerUnavailable or IssuerMisbehaves.
    """
    app = IssuerApp(issuer)
    with _answers():
        token = app.fetch_access_token(
            redirect_uri, code=code, code_verifier=code_verifier
        )
        if not isinstance(token.get("id_token"), str):
            raise IssuerMisbehaves("no id_token")
        expected = Expected(
            issuer=issuer.address,
            client_id=issuer.client_id,
            nonce=nonce,
            acr_values=issuer.acr_values,
            max_age=issuer.max_age,
        )
        found: list[Confirmed] = []
        claims = app.parse_id_token(
            token,
            nonce,
            claims_options={"iss": {"values": [issuer.address]}},
            claims_cls=_token_class(expected, token.get("access_token"), found),
            leeway=LEEWAY,
        )
    return found[0], claims


def log_out_address(issuer: Issuer, return_to: str) -> str:
    """Return where the issuer ends its own session, or '' when it does not offer it.

    The token of the log-in is not sent along, as is usual: it may hold a national
    identity number, and is not kept.
    """
    app = IssuerApp(issuer)
    with _answers():
        if not app.load_server_metadata().get("end_session_endpoint"):
            return ""
        made = app.create_logout_url(return_to, client_id=issuer.client_id)
    return str(made["url"])


def names_issuer(issuer: Issuer, named: str | None) -> bool:
    """Return whether an answer came from this issuer, as far as it says so (RFC 9207).

    `named` is its parameter `iss`, or None. An issuer that says it always names itself
    must do so, or another's answer could pass for its own.
    """
    if named is not None:
        return named == issuer.address
    with _answers():
        metadata = IssuerApp(issuer).load_server_metadata()
    return not metadata.get("authorization_response_iss_parameter_supported")


def _fit(metadata: Mapping[str, Any], issuer: Issuer) -> dict[str, Any]:
    """Return the metadata, cut down to what we accept. Raise IssuerMisbehaves."""
    if metadata.get("issuer") != issuer.address:
        raise IssuerMisbehaves("the metadata name another issuer")
    for name in ENDPOINTS:
        address = metadata.get(name)
        if not isinstance(address, str) or not _is_safe(address):
            raise IssuerMisbehaves(f"{name} is missing or without TLS")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    accepted = [name for name in offered if name in ALGORITHMS]
    if not accepted:
        raise IssuerMisbehaves("no signature that we accept")
    fit = {key: value for key, value in metadata.items() if key != "jwks"}
    if not _is_safe(str(fit.get("end_session_endpoint", "https://"))):
        del fit["end_session_endpoint"]
    return fit | {"id_token_signing_alg_values_supported": accepted}


def _is_safe(address: str) -> bool:
    return address.startswith("https://") or is_loopback(address)


def _signing_key(issuer: Issuer) -> RSAKey | ECKey:
    """Return our key, given as a JWK or as PEM."""
    text = issuer.private_key.strip()
    if text.startswith("{"):
        key = import_key(json.loads(text))
        if not isinstance(key, RSAKey | ECKey):
            raise ValueError("PORTAL_OIDC_PRIVATE_KEY is neither RSA nor EC")
        return key
    kind = ECKey if "EC PRIVATE" in text else RSAKey
    return kind.import_key(text)


def _proof(issuer: Issuer) -> PrivateKeyJWT:
    """Return how we prove who we are with our key."""
    key = _signing_key(issuer)
    return PrivateKeyJWT(
        claims={"aud": issuer.address, "exp": int(time.time()) + PROOF_SECONDS},
        headers={"kid": issuer.key_id} if issuer.key_id else None,
        alg="ES256" if isinstance(key, ECKey) else "RS256",
    )


class _answers:
    """Turn what goes wrong with the issuer into the two things a reader can be told."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind, error, trace) -> None:
        if isinstance(error, OAuthError) and error.error == "invalid_grant":
            raise Refused("code") from None
        if isinstance(error, OAuthError):
            raise IssuerMisbehaves(error.error) from None
        if isinstance(error, ClaimError):
            raise Refused("claims", error=error.error) from None
        if isinstance(error, JoseError):
            raise Refused("signature", error=error.error) from None
        if isinstance(error, requests.TooManyRedirects | requests.JSONDecodeError):
            raise IssuerMisbehaves(type(error).__name__) from None
        if isinstance(error, requests.RequestException):
            raise IssuerUnavailable(type(error).__name__) from None
        if isinstance(error, ValueError | KeyError | TypeError | RuntimeError):
            raise IssuerMisbehaves(type(error).__name__) from None
