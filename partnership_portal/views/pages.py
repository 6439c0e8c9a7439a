"""The standing pages: texts in three languages, written out and not assembled."""

from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from services.taxonomy import load_taxonomy


@require_safe
def about(request):
    return _text_page(request, "about", _("About the portal"))


@require_safe
def quality(request):
    return _text_page(request, "quality", _("Quality in career guidance"))


@require_safe
def privacy(request):
    return _text_page(request, "privacy", _("Privacy"))


@require_safe
def accessibility(request):
    return _text_page(request, "accessibility", _("Accessibility"))


@require_safe
def help_page(request):
    return _text_page(request, "help", _("Help"))


@require_safe
def data(request):
    taxonomy = load_taxonomy()
    words = {
        "groups": list(taxonomy.groups.values()),
        "needs": list(taxonomy.needs.values()),
        "channels": list(taxonomy.channels.values()),
    }
    return _text_page(request, "data", _("Open data"), words)


def _text_page(request, name, heading, more=None):
    return render(
        request,
        "pages/text_page.html",
        {
            "heading": heading,
            "crumbs": [(heading, "")],
            "fragment": f"pages/{get_language()}/{name}.html",
            **(more or {}),
        },
    )
