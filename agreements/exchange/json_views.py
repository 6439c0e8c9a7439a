"""A version as JSON, for other systems. What is no decision yet answers 404."""

import hashlib
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.addresses import moved_or_404

from ..models import (
    Agreement,
    AgreementVersion,
)
from .file_values import (
    day_to,
    texts_of,
)
from .partnership_export import spell_file
from .version_export import version_content

LANGUAGES = ("nb", "nn", "en")


@require_safe
def version_json(request, slug, number):
    """Answer what a signed version says, in the words of the import format.

    The same bytes in every language of the site and on every day, until a row changes.
    """
    agreement = Agreement.objects.public().filter(slug=slug).first()
    if agreement is None:
        return moved_or_404("avtaler", slug, "agreements:json", number)
    version = (
        agreement.versions.public()
        .select_related(
            "agreement__partnership__county",
            "agreement__continues",
            "effective",
            "previous",
        )
        .filter(number=number)
        .first()
    )
    if version is None:
        raise Http404
    with translation.override(agreement.signed_language):
        address = reverse("agreements:version", args=[slug, number])
    content = _content(version, request.build_absolute_uri(address))
    text = spell_file(content).encode()
    tag = f'"{hashlib.sha256(text).hexdigest()}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        text, content_type="application/json"
    )
    response.headers["ETag"] = tag
    # Asked for again each time: a text can become exempt from one day to the next.
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Language"] = ", ".join(LANGUAGES)
    name = f"avtale-{slug}-v{number}.json"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    # Open data: nothing in it depends on who asks.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _content(version: AgreementVersion, address: str):
    agreement = version.agreement
    partnership = agreement.partnership
    told = version_content(version, with_exempt_texts=False)
    previous = version.previous
    told["previous"] = (
        previous.number
        if previous and previous.state == AgreementVersion.State.SIGNED
        else None
    )
    content = {
        "url": address,
        "is_example": agreement.is_example or partnership.is_example,
        "source": agreement.source or partnership.source,
        "partnership": {
            "slug": partnership.slug,
            "county_code": partnership.county.code,
            "name": texts_of(partnership, "name"),
        },
        "agreement": {
            "slug": agreement.slug,
            "title": texts_of(agreement, "title"),
            "signed_language": agreement.signed_language,
            "continues": _continued(agreement),
        },
        "version": told,
        "in_force": _in_force(version),
    }
    if any(clause["text"] is None for clause in told["clauses"]):
        told["content_digest"] = None
        content["about_digest"] = _about_digest()
    return content


def _continued(agreement):
    """Return the address of the agreement that this one carries on, if it is public."""
    before = agreement.continues
    if before and Agreement.objects.public().filter(pk=before.pk).exists():
        return before.slug
    return None


def _in_force(version):
    """Return the days on which a version really holds, or None when there is none."""
    period = version.effective.period
    if period.isempty:
        return None
    last = period.upper - timedelta(days=1) if period.upper else None
    return {"from": day_to(period.lower), "to": day_to(last)}


def _about_digest():
    told = {}
    for language in LANGUAGES:
        with translation.override(language):
            told[language] = _(
                "Some of the text is exempt from public access. The digest is not"
                " shown, for with it that text could be guessed."
            )
    return told
