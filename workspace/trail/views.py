"""The log: what happened to all that the reader may see."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.paging import page_of
from publishing.private_pages import private_page
from publishing.trail_reading import told

from .reading import entries_for

PER_PAGE = 30


@require_safe
@private_page
def log(request):
    """Show the entries of the audit trail a page at a time, the newest first."""
    page = page_of(entries_for(request.user), request.GET.get("side"), PER_PAGE)
    return render(
        request,
        "workspace/trail/log.html",
        {
            "page": page,
            "entries": told(page.object_list),
            "crumbs": [(_("My page"), reverse("workspace:desk")), (_("Log"), "")],
        },
    )
