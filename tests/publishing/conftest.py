"""What tests of the outbox share."""

import pytest

from tests.publishing.mail_server import MailServer


@pytest.fixture
def mail_server(settings):
    """Return an SMTP server that Django sends to, over a socket as in production."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.DEFAULT_FROM_EMAIL = "Eksempelportalen <portal@portal.example>"
        settings.PORTAL_MAIL_DOMAIN = "portal.example"
        yield server
