"""An issuer on loopback that says whatever a test wants, true or false."""

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

NUMBER = "987464291"
# A made-up national identity number: of a day that has not been, and without right
# check digits. No trace of it may be left anywhere.
PID = "31129912345"


def new_key(kid):
    return RSAKey.generate_key(2048, parameters={"kid": kid}, auto_kid=False)


# Making a key takes a while; all tests share these.
KEY, NEXT_KEY, FOREIGN_KEY = new_key("first"), new_key("second"), new_key("first")
EC_KEY = ECKey.generate_key("P-256", parameters={"kid": "elliptic"})


@dataclass
class Script:
    """What the issuer does. `claims` are added to, or with None taken from, a token.

    `tokens` are the requests for a token that were made, parsed; `asked` all paths.
    """

    claims: dict = field(default_factory=dict)
    metadata: dict = field(default_factory=dict)
    key: object = field(default_factory=lambda: KEY)
    keys: list = field(default_factory=lambda: [KEY])
    header: dict = field(default_factory=dict)
    token_status: int = 200
    token_answer: dict | None = None
    raw_token: str | None = None
    wait_seconds: float = 0
    nonsense: str = ""
    redirect: str = ""
    nonce: str = ""
    tokens: list = field(default_factory=list)
    asked: list = field(default_factory=list)


class FakeIssuer:
    """A server of one issuer; `script` may be changed between requests."""

    def __init__(self):
        self.script = Script()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def do_GET(self):
                outer.answer(self)

            do_POST = do_GET

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, request):
        path = urlsplit(request.path).path
        script = self.script
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length).decode()
        script.asked.append(path)
        if script.wait_seconds:
            time.sleep(script.wait_seconds)
        if path == script.redirect:
            request.send_response(307)
            request.send_header("Location", "/elsewhere")
            request.end_headers()
            return
        if path == script.nonsense:
            return self._send(request, 200, b"<html>")
        if path == "/.well-known/openid-configuration":
            return self._send_json(request, self.metadata())
        if path == "/jwks":
            keys = [key.as_dict(private=False) for key in script.keys]
            return self._send_json(request, {"keys": keys})
        if path == "/token":
            given = {name: values[0] for name, values in parse_qs(body).items()}
            auth = request.headers.get("Authorization", "")
            script.tokens.append(given | {"Authorization": auth})
            answer = script.token_answer or {
                "access_token": "opaque",
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": script.raw_token or self.token(),
            }
            return self._send_json(request, answer, script.token_status)
        return self._send(request, 404, b"")

    def metadata(self):
        known = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "end_session_endpoint": f"{self.address}/end",
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        } | self.script.metadata
        return {name: value for name, value in known.items() if value is not None}

    def token(self):
        """Return a signed token that holds, but for what the script changes."""
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": "portal",
            "sub": "pairwise-1",
            "nonce": self.script.nonce,
            "iat": now,
            "exp": now + 120,
            "acr": "idporten-loa-high",
            "pid": PID,
            "name": "KARI EKSEMPEL",
            "organisation": f"0192:{NUMBER}",
        } | self.script.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.script.key
        header = {"alg": "RS256", "kid": key.kid} | self.script.header
        header = {name: value for name, value in header.items() if value is not None}
        return jwt.encode(header, claims, key, algorithms=[header["alg"]])

    def _send_json(self, request, content, status=200):
        self._send(request, status, json.dumps(content).encode(), "application/json")

    def _send(self, request, status, body, kind="text/html"):
        try:
            request.send_response(status)
            request.send_header("Content-Type", kind)
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            # Whoever asked has given up waiting.
            pass


def unsigned(claims):
    """Return a token with the algorithm «none»."""
    return f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{_encoded(claims)}."


def signed_with_public_key(claims):
    """Return a token of HS256 whose secret is the issuer's public key."""
    content = f"{_encoded({'alg': 'HS256', 'kid': 'first'})}.{_encoded(claims)}"
    secret = KEY.as_pem(private=False)
    seal = hmac.new(secret, content.encode(), hashlib.sha256).digest()
    return f"{content}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"


def _encoded(part):
    text = json.dumps(part).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")
