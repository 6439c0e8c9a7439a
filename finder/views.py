"""The finder's pages: what you asked, who can help you, and why."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.paging import page_of

from .cards import cards_of
from .forms import FinderForm, query_of
from .knowledge import load_knowledge
from .places import Found
from .search import fallback_service, find
from .situations import situation_links
from .spots import with_opening
from .unmet_needs import note_unmet
from .words import (
    count_of,
    given_up_words,
    heard_words,
    place_help,
    terms_of,
    ways_to_widen,
)

PER_PAGE = 20


def answer_to(request, knowledge, *, now):
    """Return (form, answer) for the query of a request; None for an empty one."""
    form = FinderForm(request.GET, taxonomy=knowledge.taxonomy)
    form.is_valid()
    question = form.question()
    if question.is_empty:
        return form, None
    return form, find(question, knowledge, on=localdate(now))


def _count_if_unmet(request, answer):
    """Count a search that names something and that no service met.

    Another language or channel than was wished for is no hole in what is offered.
    """
    question, place = answer.question, answer.place
    home = place.municipality if isinstance(place, Found) else None
    is_unmet = not answer.results or "need" in answer.given_up
    if is_unmet and (home or question.groups or question.needs):
        note_unmet(
            request,
            municipality_id=home.id if home else None,
            groups=question.groups,
            needs=question.needs,
        )


@require_safe
def results(request):
    now = timezone.now()
    today = localdate(now)
    knowledge = load_knowledge()
    form, answer = answer_to(request, knowledge, now=now)
    context = {
        "form": form,
        "ignored": form.ignored,
        "crumbs": [(_("Find help"), "")],
        "today": today,
    }
    if answer is None:
        context |= {"situations": situation_links(), "fallback": fallback_service()}
        return render(request, "finder/start.html", context)

    _count_if_unmet(request, answer)
    question, asked = answer.question, answer.asked
    # So that each answer that was understood can be changed where it belongs.
    context["form"] = FinderForm(query_of(question), taxonomy=knowledge.taxonomy)
    context["form"].is_valid()
    if answer.unused:
        context["ignored"] = [*context["ignored"], answer.unused]
    page = page_of(answer.results, request.GET.get("side"), PER_PAGE)
    shown = with_opening(page.object_list, now=now, today=today)
    left_out = answer.near_misses if page.number == 1 else []
    others = [*answer.fallback, *(miss.as_match() for miss in left_out)]
    cards = cards_of([*shown, *others], asked, question.place)
    # The first of two cards of a service is that of the result.
    by_id = {card.service.pk: card for card in reversed(cards)}
    main = [by_id[found.offer.id] for found in shown if found.offer.id in by_id]
    terms = terms_of(answer, knowledge.taxonomy)
    context |= {
        "answer": answer,
        "terms": terms,
        "asked": ", ".join(term["name"] for term in terms),
        "count": count_of(answer.total, is_capped=answer.total_is_capped),
        "page": page,
        "recommended": [card for card in main if card.is_recommended],
        "others": [card for card in main if not card.is_recommended],
        "place": answer.place,
        "place_help": place_help(answer),
        "keep": question.without("sted").parameters,
        "widen": ways_to_widen(answer, terms),
        "ways_on": ways_to_widen(answer, terms)
        or [(_("Answer question by question"), reverse("finder:place"))],
        "heard": heard_words(answer, knowledge.taxonomy),
        "given_up": given_up_words(answer, knowledge.taxonomy),
        "left_out": [
            {"card": by_id[miss.offer.id], "why": miss.rule.refusal(miss.offer, asked)}
            for miss in left_out
            if miss.offer.id in by_id
        ],
        "next_nearest": [
            by_id[found.offer.id]
            for found in answer.fallback
            if found.offer.id in by_id and found != answer.everybody
        ],
        "fallback": _everybodys(answer, by_id, main),
        "card_query": question.query,
    }
    return render(request, "finder/results.html", context)


def _everybodys(answer, by_id, shown):
    """Return the service for everybody, None when it stands among the shown ones."""
    if answer.everybody is None or answer.everybody.offer.id not in by_id:
        return None
    card = by_id[answer.everybody.offer.id]
    return None if card in shown else card.service
