"""Settings of the test run; portal.py test provides the database."""

import os

from .base import *  # noqa: F403
from .environment import database_from_url

SECRET_KEY = "only-for-the-test-run-" + "x" * 40
DATABASES = {
    "default": database_from_url(
        os.environ.get("DATABASE_URL", "postgresql:///portal"), web=False
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PORTAL_EMBEDDED = False
PORTAL_ADDRESS = "https://portal.example"
