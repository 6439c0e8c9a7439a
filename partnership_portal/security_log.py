"""Every log-in, log-out and failed attempt is a line in the log.

What of it stands in the audit trail too, the operations of log-in record themselves.
"""

import logging

from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.dispatch import receiver

SECURITY_LOG = logging.getLogger("portal.security")


@receiver(user_logged_in, dispatch_uid="portal.logged_in")
def log_in(sender, request, user, **_rest):
    """Log who came."""
    SECURITY_LOG.info("Logged in: user %s", user.pk)


@receiver(user_logged_out, dispatch_uid="portal.logged_out")
def log_out(sender, request, user, **_rest):
    """Log who left; nobody, when the session had ended before."""
    if user is not None:
        SECURITY_LOG.info("Logged out: user %s", user.pk)


@receiver(user_login_failed, dispatch_uid="portal.log_in_failed")
def log_failure(sender, credentials, request=None, **_rest):
    """Log that somebody tried; never what they typed, which may be a password."""
    SECURITY_LOG.warning(
        "Log-in failed at %s", getattr(request, "path", "") or "no page"
    )
