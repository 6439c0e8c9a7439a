"""Begin a session of whom an issuer vouched for."""

from django.conf import settings
from django.contrib.auth import login

# In the session: that this log-in proved more than a password.
SECOND_FACTOR_KEY = "second_factor"


def let_in(request, user, *, provider, level):
    """Begin a session of this user, under a new id."""
    user.backend = settings.AUTHENTICATION_BACKENDS[0]
    login(request, user)
    request.session[SECOND_FACTOR_KEY] = "oidc"
