"""The PDF of a version. What is no decision yet answers 404, as its page does."""

import logging

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.addresses import moved_or_404

from .models import Agreement
from .paper.press import NotPrinted, edition_of, pdf_of, spell
from .paper.reading import paper_of

log = logging.getLogger(__name__)


@require_safe
def version_pdf(request, slug, number):
    """Answer the signed form as a PDF: the same file in every language of the site."""
    agreement = Agreement.objects.public().filter(slug=slug).first()
    if agreement is None:
        return moved_or_404("avtaler", slug, "agreements:pdf", number)
    version = (
        agreement.versions.public()
        .select_related("agreement__partnership__county")
        .filter(number=number)
        .first()
    )
    if version is None:
        raise Http404
    with translation.override(agreement.signed_language):
        address = reverse("agreements:version", args=[slug, number])
    paper = spell(paper_of(version, request.build_absolute_uri(address)))
    tag = f'"{edition_of(paper)}"'
    response = get_conditional_response(request, etag=tag) or _printed(paper, address)
    if response.status_code != 503:
        response.headers["ETag"] = tag
        # Asked for again each time: a text can become exempt from one day to the next.
        response.headers["Cache-Control"] = "public, no-cache"
    name = f"avtale-{slug}-v{number}.pdf"
    response.headers["Content-Language"] = agreement.signed_language
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _printed(paper, address):
    try:
        return HttpResponse(pdf_of(paper), content_type="application/pdf")
    except NotPrinted as reason:
        log.error("No PDF of %s: %s", address, reason)
        return HttpResponse(
            _("There is no PDF just now. Read the agreement at %(address)s.")
            % {"address": address},
            status=503,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "60"},
        )
