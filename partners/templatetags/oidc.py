"""What log-in through an issuer adds to other pages."""

from django import template
from django.middleware.csrf import get_token

from partners.oidc.acting_for import ISSUER_KEY
from partners.oidc.configuration import configured_issuer

register = template.Library()


@register.inclusion_tag("oidc/button.html", takes_context=True)
def issuer_log_in(context, next_path=""):
    """Show the button for log-in through the issuer, when there is one."""
    issuer = configured_issuer()
    if issuer is None:
        return {"name": ""}
    return {
        "name": issuer.name,
        "csrf_token": get_token(context["request"]),
        "next_path": next_path,
    }


@register.inclusion_tag("oidc/tied.html", takes_context=True)
def issuer_identities(context):
    """Show what opens the reader's account through the issuer, when there is one."""
    issuer = configured_issuer()
    if issuer is None:
        return {"name": ""}
    request = context["request"]
    return {
        "name": issuer.name,
        "csrf_token": get_token(request),
        "identities": request.user.external_identities.filter(issuer=issuer.address),
        "is_issuer_session": ISSUER_KEY in request.session,
    }
