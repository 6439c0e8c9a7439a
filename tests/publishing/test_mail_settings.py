"""What the settings make of the environment when mail is to be sent."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "only-for-the-test-run",
    "DATABASE_URL": "postgresql:///portal",
    "ALLOWED_HOSTS": "portal.example",
    "PORTAL_OPERATOR": "Eksempel fylkeskommune",
    "EMAIL_HOST": "mail.example",
    "EMAIL_PORT": "",
    "EMAIL_TIMEOUT": "",
    "DEFAULT_FROM_EMAIL": "",
    "PORTAL_MAIL_DOMAIN": "",
}
SENDER = {"DEFAULT_FROM_EMAIL": "Eksempelportalen <portal@portal.example>"}


def production(**environment):
    """Return the status, and mail domain, port and seconds, or the error."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from partnership_portal.settings import production as s;"
            "print(s.PORTAL_MAIL_DOMAIN, s.EMAIL_PORT, s.EMAIL_TIMEOUT)",
        ],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, **environment},
        capture_output=True,
        text=True,
    )
    return done.returncode, (done.stdout or done.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        (SENDER, "portal.example 25 20"),
        (
            {**SENDER, "PORTAL_MAIL_DOMAIN": "id.example", "EMAIL_PORT": "587"},
            "id.example 587 20",
        ),
        ({"EMAIL_HOST": ""}, "localhost 25 20"),
    ],
)
def test_message_ids_end_with_the_domain_of_the_sender(environment, told):
    assert production(**environment) == (0, told)


def test_whoever_sends_says_from_whom():
    status, told = production()
    assert status != 0
    assert told.endswith("DEFAULT_FROM_EMAIL")
