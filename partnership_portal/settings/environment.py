"""Read the environment into values that the settings modules use."""

import os
from urllib.parse import parse_qs, unquote, urlsplit

WEB_TIMEOUTS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=10000"
)
JOB_TIMEOUTS = "-c statement_timeout=300000 -c lock_timeout=10000"


def database_from_url(url, *, web):
    """Return Django's DATABASES entry for a postgresql:// URL.

    A socket folder is given as ``?host=/folder``. `web` chooses short time limits
    (seconds); commands and migrations get long ones. Raise ValueError for any other
    engine, for the portal relies on PostgreSQL's constraints.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    query = parse_qs(parts.query)
    options = {
        "connect_timeout": 3,
        "options": WEB_TIMEOUTS if web else JOB_TIMEOUTS,
    }
    options.update(
        {
            name: values[-1]
            for name, values in query.items()
            if name not in {"host", "port"}
        }
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query["host"][-1] if "host" in query else (parts.hostname or ""),
        "PORT": query["port"][-1] if "port" in query else (parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def is_web_process():
    """Return whether wsgi.py marked this process as one that answers requests."""
    return os.environ.get("PORTAL_PROCESS") == "web"


def required(names):
    """Return the values of environment variables, all of which must be set.

    Raise RuntimeError naming every missing one at once, so that a new installation
    is not mended one start at a time.
    """
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise RuntimeError(
            "These environment variables must be set before the portal can start: "
            + ", ".join(missing)
        )
    return [os.environ[name] for name in names]
