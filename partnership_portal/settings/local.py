"""The portal on one's own machine: loopback, plain HTTP, the embedded database."""

import os

from .base import *  # noqa: F403
from .environment import database_from_url, is_web_process, required

SECRET_KEY, database_url = required(["SECRET_KEY", "DATABASE_URL"])
DATABASES = {"default": database_from_url(database_url, web=is_web_process())}
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
PORTAL_EMBEDDED = os.environ.get("PORTAL_EMBEDDED") == "1"
