"""The finder's page: what you asked, who can help you, and why."""

from django.http import QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.paging import page_of
from services.taxonomy import load_taxonomy

from .cards import card_of
from .forms import FinderForm
from .place_register import PlaceRegister
from .search import fallback_service, find, locate
from .situations import situation_links
from .words import count_of, place_help, terms_of, ways_to_widen

PER_PAGE = 20


@require_safe
def results(request):
    today = localdate()
    taxonomy = load_taxonomy()
    form = FinderForm(request.GET, taxonomy=taxonomy)
    form.is_valid()
    question = form.question()
    context = {
        "form": form,
        "ignored": form.ignored,
        "crumbs": [(_("Find help"), "")],
        "today": today,
    }
    if question.is_empty:
        context |= {"situations": situation_links(), "fallback": fallback_service()}
        return render(request, "finder/start.html", context)

    answer = find(question, taxonomy, register=PlaceRegister(), on=today)
    if answer.question != question:
        # So that each answer that was understood can be changed where it belongs.
        form = FinderForm(QueryDict(answer.question.query[1:]), taxonomy=taxonomy)
        form.is_valid()
        context["form"] = form
    if answer.unused:
        context["ignored"] = [*context["ignored"], answer.unused]
    page = page_of(answer.results, request.GET.get("side"), PER_PAGE)
    locate(page.object_list, answer.place)
    cards = [
        card_of(result, answer.question, taxonomy, answer.place)
        for result in page.object_list
    ]
    terms = terms_of(answer, taxonomy)
    context |= {
        "answer": answer,
        "terms": terms,
        "asked": ", ".join(term["name"] for term in terms),
        "count": count_of(len(answer.results)),
        "page": page,
        "recommended": [card for card in cards if card.is_recommended],
        "others": [card for card in cards if not card.is_recommended],
        "place": answer.place,
        "place_help": place_help(answer),
        "keep": answer.question.without("sted").parameters,
        "widen": ways_to_widen(answer, terms),
        "fallback": fallback_service(answer.results),
    }
    return render(request, "finder/results.html", context)
