"""The portal behind a proxy that ends TLS; everything secret is in the environment."""

import os

from .base import *  # noqa: F403
from .environment import database_from_url, is_web_process, required

# Whoever sends mail says from whom.
sender = ["DEFAULT_FROM_EMAIL"] if EMAIL_HOST else []
SECRET_KEY, database_url, hosts, PORTAL_OPERATOR, *_sender = required(
    ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "PORTAL_OPERATOR", *sender]
)
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
DATABASES = {"default": database_from_url(database_url, web=is_web_process())}
ALLOWED_HOSTS = hosts.split()
PORTAL_ADDRESS = (
    os.environ.get("PORTAL_ADDRESS") or f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
PORTAL_EMBEDDED = False
# The application's role may not own the tables, or it could switch the guards off.
PORTAL_REFUSE_OWNER_ROLE = True

SECURE_SSL_REDIRECT = True
# The health addresses are asked by the machine itself, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^helse/"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
PORTAL_DEVICE_COOKIE_NAME = "__Host-device"
if os.environ.get("PORTAL_BEHIND_PROXY") == "1":
    # Only for a proxy that removes this header from what visitors send.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Whose guesses are slowed: the last address of X-Forwarded-For, which it added.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
