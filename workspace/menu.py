"""The side navigation of «Min side»: what there is, and for whom.

A package that brings a page adds its line here; the frame shows what the person may
use. `permission` None is for everybody who is logged in.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class MenuLine:
    """One line: its words, the name of its address, and who sees it."""

    words: str | Promise
    url_name: str
    permission: str | None = None


LINES = [
    MenuLine(_("What waits for you"), "workspace:desk"),
    MenuLine(_("Confirm the facts"), "workspace:checks"),
    MenuLine(
        _("Waits for your approval"),
        "workspace:approvals",
        "services.approve_guidanceservice",
    ),
    MenuLine(_("Services"), "workspace:offer-list", "services.view_guidanceservice"),
    MenuLine(
        _("Places and opening hours"),
        "workspace:place-list",
        "guidance_centres.view_guidancecentre",
    ),
    MenuLine(_("What may I do?"), "workspace:rights"),
    MenuLine(_("Roles"), "workspace:role_list", "agreements.view_role"),
    MenuLine(_("People"), "workspace:people", "partners.view_membership"),
    MenuLine(_("Partners"), "workspace:partner_list", "partners.add_partner"),
    MenuLine(
        _("Import from a spreadsheet"),
        "workspace:import",
        "services.import_guidanceservice",
    ),
    MenuLine(_("My account"), "account"),
    MenuLine(_("Log"), "workspace:trail"),
]


def menu_for(request):
    """Return the lines for a reader as dicts with `words`, `url` and `is_here`.

    The line is here when the page lies below its address; the front page only itself.
    """
    front = reverse("workspace:desk")
    lines = []
    for line in LINES:
        if line.permission and not request.user.has_perm(line.permission):
            continue
        url = reverse(line.url_name)
        here = request.path == url or (url != front and request.path.startswith(url))
        lines.append({"words": line.words, "url": url, "is_here": here})
    return lines
