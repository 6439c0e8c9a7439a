"""The page of the no-wrong-door card: /finn/kort/ with the query of /finn/."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance_centres.models import GuidanceCentre
from guidance_centres.opening_words import hours_told, with_hours
from partners.models import Partner

from .cards import cards_of, short_facts
from .contact import contact_of
from .counter_card import (
    choose,
    clauses_on_paper,
    first_places,
    qr_code,
    question_on_paper,
    reasons_on_paper,
    terms_on_paper,
    ways_of,
    ways_to_place,
    week_of,
)
from .forms import FinderForm
from .knowledge import load_knowledge
from .places import NoSuchPlace, SeveralPlaces
from .search import find
from .words import terms_of

MOST_PLACES = 3


@require_safe
def card(request):
    """Show the card of a query; without a query, or an answer, what the card is.

    The search is not counted as unmet here: it was, where its results were shown.
    """
    now = timezone.now()
    today = localdate(now)
    # The links to the other languages must not carry what was typed.
    request.query_of_links = ""
    knowledge = load_knowledge()
    form = FinderForm(request.GET, taxonomy=knowledge.taxonomy)
    form.is_valid()
    asked = form.question()
    answer = None if asked.is_empty else find(asked, knowledge, on=today)
    chosen = choose(answer) if answer else None
    question = question_on_paper(answer, knowledge.gazetteer) if answer else None
    cards = (
        {
            each.service.pk: each
            for each in cards_of(chosen.all, answer.asked, question.place)
        }
        if chosen
        else {}
    )
    if not chosen or chosen.first.offer.id not in cards:
        context = {
            "crumbs": _crumbs(""),
            "found_nobody": answer is not None,
        }
        return render(request, "finder/kort_empty.html", context)

    first = cards[chosen.first.offer.id]
    centres = _centres(first_places(first, MOST_PLACES), today)
    contact = _contact(first, centres, answer.place, today)
    query = "" if question.is_empty else question.query
    request.query_of_links = query.removeprefix("?")
    address = request.build_absolute_uri(
        f"{reverse('finder:results')}{query}" if query else first.url
    )
    # Only one place can be told the way to, and when it is open.
    centre = centres[0] if len(centres) == 1 else None
    ways = ways_of(contact)
    context = {
        "crumbs": _crumbs(query),
        "card": first,
        "rests_on_an_example": chosen.rests_on_an_example,
        "is_nearby": chosen.is_nearby,
        "asked": ", ".join(terms_on_paper(terms_of(answer, knowledge.taxonomy)))
        if not isinstance(answer.place, NoSuchPlace)
        else "",
        "contact": contact,
        "ways": ways,
        "place_ways": ways_to_place(centre, ways) if centre else [],
        "centre": centre,
        "centres": centres,
        "week": week_of(hours_told(centre), now, today) if centre else None,
        "facts": short_facts(first.service, knowledge.taxonomy),
        "reasons": clauses_on_paper(
            reasons_on_paper(first), request.build_absolute_uri
        ),
        "others": [
            {"card": other, "ways": ways_of(other.contact)[:1]}
            for match in chosen.others
            if (other := cards.get(match.offer.id))
        ],
        "everybody": _everybody(chosen.everybody, cards),
        "query": query,
        "address": address,
        "written_address": uri_to_iri(address),
        "qr": qr_code(address),
        "left_out_text": bool(answer.question.text or answer.unused),
        "several_places": isinstance(answer.place, SeveralPlaces),
        "no_such_place": isinstance(answer.place, NoSuchPlace),
        "today": today,
    }
    return render(request, "finder/kort.html", context)


def _crumbs(query):
    return [
        (_("Find help"), f"{reverse('finder:results')}{query}"),
        (_("Card to take along"), ""),
    ]


def _centres(ids, today):
    """Return places with address and hours in the order of their ids. One query."""
    if not ids:
        return []
    centres = GuidanceCentre.objects.published().filter(pk__in=ids)
    rows = with_hours(centres, today).select_related("postal_code", "municipality")
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in ids if pk in by_id]


def _contact(card, centres, place, today):
    """Return how to reach the service where somebody lives, None when nobody tells.

    A query more only where a county council gives what another provider stands for.
    """
    service = card.service
    contact = contact_of(service, centres)
    is_near_enough = contact and (contact.is_own or contact.whose in map(str, centres))
    if is_near_enough or not getattr(service, "council", None):
        return contact
    council = (
        Partner.objects.active_on(today)
        .filter(
            kind=Partner.Kind.COUNTY_COUNCIL,
            parent=service.provider,
            county__code=place.areas[0].code[:2],
        )
        .order_by("pk")
        .first()
    )
    return contact_of(service, centres, council)


def _everybody(found, cards):
    """Return the service that is there for everybody and how to reach it, or None."""
    card = cards.get(found.offer.id) if found else None
    return card and {"service": card.service, "ways": ways_of(card.contact)}
