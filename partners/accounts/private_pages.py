"""What holds for every page behind log-in: how long, how surely, and never kept."""

import time

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from . import second_factor
from .sessions import SEEN_KEY, STARTED_KEY

# The session is written at most this often, or every page would write.
SEEN_EVERY_SECONDS = 300


def before_second_factor(view):
    """Mark a view as one that may be asked before a second factor was given."""
    view.before_second_factor = True
    return view


class PrivatePages:
    """End sessions that have lasted too long, ask for the second factor, forbid caches.

    A request is private when `request.is_private` says so (forget_visitors).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not getattr(request, "is_private", False):
            return self.get_response(request)
        if request.user.is_authenticated:
            keep_time(request, time.time())
        response = self.get_response(request)
        add_never_cache_headers(response)
        return response

    def process_view(self, request, view, args, kwargs):
        if not getattr(request, "is_private", False):
            return None
        if not request.user.is_authenticated:
            return None
        if getattr(view, "before_second_factor", False):
            return None
        if second_factor.may_go_on(request):
            return None
        return lead_to_second_factor(request)


class LogInWall(LoginRequiredMiddleware):
    """Ask for log-in on every private page, also of a view that forgot to ask itself.

    Views marked with Django's `login_not_required` are open: those of logging in, and
    those whose address holds a secret. Public pages never get so far as to ask who
    somebody is.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Return the way to the log-in for a stranger, None for everybody else."""
        if not getattr(request, "is_private", False):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def keep_time(request, now):
    """Note when somebody was seen; end the session when it has lasted long enough."""
    session = request.session
    started = session.setdefault(STARTED_KEY, now)
    if now - started > settings.PORTAL_LONGEST_SESSION:
        logout(request)
    elif now - session.get(SEEN_KEY, 0) > SEEN_EVERY_SECONDS:
        session[SEEN_KEY] = now


def lead_to_second_factor(request):
    """Send somebody to where they set up their app, or give its code."""
    if second_factor.has_factor(request.user):
        # Logged in before the app was set up: begin again, with both.
        logout(request)
        name = "account_login"
    else:
        name = "mfa_activate_totp"
    back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(f"{reverse(name)}?{back}")
