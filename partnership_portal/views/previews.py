"""What a page would say if what is proposed were approved: for own eyes only.

The rows lie far below and their pages up here, so the preview of «Min side» stands in
the roof. It is the very page that the public gets, of a row that says what is proposed.
"""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidance_centres.models import GuidanceCentre
from partners.rights import rows_for
from publishing import proposals
from publishing.models import Status
from publishing.private_pages import private_page
from services.models import GuidanceService

from . import centres, services


@require_safe
@private_page
def service_preview(request, slug):
    """Show the page of a service as it is proposed."""
    found = services.with_page_facts(
        rows_for(request.user, "view", GuidanceService.objects.all())
    )
    service = _proposed(found, slug)
    service.channel_slugs = [channel.slug for channel in service.channels.all()]
    given = service.centres.filter(status=Status.PUBLISHED)
    service.place_count = given.count()
    context = services.page_context(request, service, now=timezone.now())
    return _shown(request, "services/detail.html", context, "workspace:offer", slug)


@require_safe
@private_page
def centre_preview(request, slug):
    """Show the page of a place as it is proposed."""
    found = centres.with_page_facts(
        rows_for(request.user, "view", GuidanceCentre.objects.all())
    )
    context = centres.page_context(request, _proposed(found, slug), now=timezone.now())
    page = "guidance_centres/centre_detail.html"
    return _shown(request, page, context, "workspace:place", slug)


def _proposed(found, slug):
    """Return the row as it is proposed; raise Http404 for none that one may see."""
    row = found.filter(slug=slug).exclude(status=Status.ENDED).first()
    if row is None:
        raise Http404
    proposal = proposals.open_proposal(row)
    if proposal is not None:
        proposals.put_on(row, proposal.changes)
    return row


def _shown(request, template, context, back_to, slug):
    context |= {"is_preview": True, "structured": []}
    context["back_url"] = reverse(back_to, args=[slug])
    response = render(request, template, context)
    response["X-Robots-Tag"] = "noindex"
    return response
