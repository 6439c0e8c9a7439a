"""The block of JSON-LD at the end of a page."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from partnership_portal import structured_data as build

register = template.Library()


@register.inclusion_tag("components/structured_data.html", takes_context=True)
def structured_data(context):
    """Put what the page tells machines into one block, or nothing.

    Reads `crumbs` (the same as the visible breadcrumbs), `structured` (nodes that the
    view built) and the request. The front page tells about the site itself. An error
    page, which has neither request nor crumbs, carries no block.
    """
    request = context.get("request")
    if request is None:
        return {"block": ""}
    absolute, home = request.build_absolute_uri, reverse("home")
    nodes = list(context.get("structured") or ())
    if crumbs := context.get("crumbs"):
        nodes.append(build.breadcrumb_list(crumbs, home, absolute))
    elif request.path == home:
        nodes.append(
            build.web_site(
                str(settings.PORTAL_SITE_NAME),
                get_language() or settings.LANGUAGE_CODE,
                home,
                reverse("finder:results"),
                absolute,
            )
        )
    return {"block": build.block(*nodes) if nodes else ""}
