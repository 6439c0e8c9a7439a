"""The finder as JSON: the same question, the same match, the same words.

What each key means is told on /data/; the keys are a contract (design, section 4).
"""

from django.http import JsonResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.paging import page_of

from .cards import cards_of
from .knowledge import load_knowledge
from .places import Found, SeveralPlaces
from .question import Question
from .search import find
from .spots import with_opening
from .views import PER_PAGE, answer_to

PARAMETERS = ("q", "sted", "hvem", "behov", "kanal", "sprak", "alder", "side")
SEVERAL = {"hvem", "behov", "kanal"}


@require_safe
def find_as_json(request):
    """Answer what /finn/ shows for the same query, as JSON that any site may read."""
    now = timezone.now()
    knowledge = load_knowledge()
    form, answer = answer_to(request, knowledge, now=now)
    content = {
        "query": _query(request),
        "understood": _understood(form.question(), (), form.ignored),
        "place": None,
        "results": [],
        "fallback": [],
        "total": 0,
        "side": 1,
        "sider": 1,
    }
    if answer is None:
        # Nothing was asked, and still there is a way on.
        nothing = find(Question(), knowledge, on=localdate(now))
        content["fallback"] = _fallback(request, nothing)
    else:
        content |= _found(request, answer, form.ignored, now=now)
    response = JsonResponse(
        content, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )
    # Open data: nothing in it depends on who asks.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _found(request, answer, ignored, *, now):
    page = page_of(answer.results, request.GET.get("side"), PER_PAGE)
    shown = with_opening(page.object_list, now=now, today=localdate(now))
    cards = {
        card.service.pk: card
        for card in cards_of(shown, answer.asked, answer.question.place)
    }
    unused = [answer.unused] if answer.unused else []
    return {
        "understood": _understood(answer.question, answer.heard, [*ignored, *unused]),
        "place": _place(answer.place),
        **_choices(answer.place),
        "results": [
            _item(request, found, cards[found.offer.id])
            for found in shown
            if found.offer.id in cards
        ],
        "fallback": _fallback(request, answer),
        "total": answer.total,
        "side": page.number,
        "sider": page.paginator.num_pages,
        **({"total_is_capped": True} if answer.total_is_capped else {}),
        **({"given_up": list(answer.given_up)} if answer.given_up else {}),
    }


def _fallback(request, answer):
    cards = cards_of(answer.fallback, answer.asked, answer.question.place)
    by_id = {card.service.pk: card for card in cards}
    return [
        _item(request, found, by_id[found.offer.id], is_fallback=True)
        for found in answer.fallback
        if found.offer.id in by_id
    ]


def _query(request):
    """Return the parameters as they were given; several values as a list."""
    return {
        name: request.GET.getlist(name) if name in SEVERAL else request.GET[name]
        for name in PARAMETERS
        if name in request.GET
    }


def _understood(question, heard, unused):
    """Return the answers, given or read out of the text, and which words led to what.

    `text` is what was searched for as text, `not_understood` what was left out.
    """
    return {
        "sted": question.place,
        "hvem": list(question.groups),
        "behov": list(question.needs),
        "kanal": list(question.channels),
        "sprak": question.language,
        "alder": question.age,
        "text": question.text,
        "words": [
            {"words": each.words, "parameter": each.parameter, "value": each.value}
            for each in heard
        ],
        "not_understood": list(unused),
    }


def _place(place):
    """Return the county or municipality that is meant, None when it is not just one."""
    if not isinstance(place, Found) or len(place.areas) != 1:
        return None
    (area,) = place.areas
    found = {
        "kind": area.kind,
        "code": area.code,
        "name": area.name,
        "county_code": area.code[:2],
    }
    if place.postal_code:
        found |= {"kind": "postal_code", "code": place.postal_code}
        found |= {"municipality_code": area.code}
    if place.former:
        found["former_name"] = place.former.name
    return found


def _choices(place):
    """Return what an ambiguous name may mean, each with a text that means only it."""
    if isinstance(place, SeveralPlaces):
        return {
            "place_choices": [
                {"name": each.label, "within": each.within, "sted": each.query}
                for each in place.choices
            ]
        }
    if isinstance(place, Found) and len(place.areas) > 1:
        return {
            "place_choices": [
                {
                    "name": area.name,
                    "within": area.within,
                    "sted": f"{area.name} ({area.within})"
                    if area.within
                    else area.name,
                }
                for area in place.areas
            ]
        }
    return {}


def _item(request, found, card, *, is_fallback=False):
    service, nearby = card.service, card.nearby
    reasons = [
        {
            "code": reason.code,
            "text": " ".join(filter(None, [reason.text, reason.link])),
            "clause_url": request.build_absolute_uri(reason.url)
            if reason.url
            else None,
        }
        for reason in card.all_reasons
    ]
    if is_fallback:
        reasons.append(
            {"code": "fallback", "text": _fallback_text(found), "clause_url": None}
        )
    return {
        "id": service.slug,
        "name": str(service.name),
        "lang": service.name.lang,
        "url": request.build_absolute_uri(service.get_absolute_url()),
        "provider": str(card.provider_name),
        "distance_km": round(nearby.distance_km, 1)
        if nearby and nearby.distance_km is not None
        else None,
        "recommended": card.is_recommended,
        "reasons": reasons,
        **({"cautions": card.all_cautions} if card.all_cautions else {}),
        **({"is_example": True} if _rests_on_an_example(found, card) else {}),
    }


def _fallback_text(found):
    if found.offer.is_national:
        return _("Open to you whatever you need help with")
    return _("Nearby, but for another municipality. Ask if you can come.")


def _rests_on_an_example(found, card):
    return card.is_example or any(
        promise.is_example for promise in found.offer.promises
    )
