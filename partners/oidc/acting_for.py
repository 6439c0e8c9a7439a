"""A session that was begun for one organisation may do no more than act for it.

The session holds the organisation's number; `partners.standing` looks at it. Whoever
needs to know what somebody may do passes the request's own user on.
"""

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

# In the session: the organisation number somebody acts for.
SESSION_KEY = "acting_for"
# In the session: that an issuer let them in, so that there is somewhere to log out.
ISSUER_KEY = "oidc_issuer"


def limit_to_organisation(get_response):
    """Tell the user of a request which organisation the session was begun for.

    Nothing is read until somebody asks for the user, so public pages stay the same for
    all. Rights that no membership limits are not given through an issuer at all.
    """

    def middleware(request):
        known = request.user

        def limited():
            if not known.is_authenticated or ISSUER_KEY not in request.session:
                return known
            if known.is_superuser:
                return AnonymousUser()
            # Without a number, as nobody of no organisation: never as everybody.
            known.acting_for = request.session.get(SESSION_KEY) or ""
            return known

        request.user = SimpleLazyObject(limited)
        return get_response(request)

    return middleware
