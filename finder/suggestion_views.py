"""JSON for the scripts of the finder: suggestions while typing, points of postal codes.

Both are the same for everybody.
"""

from itertools import islice
from operator import itemgetter

from django.http import JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from counties.models import PostalCode
from counties.names import normalise_query

from .knowledge import load_knowledge
from .places import Found
from .suggestions import (
    GROUP,
    LONGEST,
    MOST,
    NEED,
    SHORTEST,
    Term,
    digits_at_the_end,
    suggest,
    suggest_codes,
    suggest_places,
)

DAY = 24 * 3600
COMPACT = {"ensure_ascii": False, "separators": (",", ":")}
# A third decimal is some hundred metres: enough to tell which postal code is nearest.
DECIMALS = 3


@require_safe
def suggestions(request):
    """Answer `{"suggestions": [{"text", "kind"}]}` to `?q=…`, or for places `?sted=…`.

    At most eight; none for less than two letters, and for more than anybody types.
    """
    only_places = "sted" in request.GET
    text = normalise_query(request.GET.get("sted" if only_places else "q", ""))
    found = ()
    if SHORTEST <= len(text) <= LONGEST:
        found = _suggestions(text, only_places=only_places)
    items = [{"text": each.text, "kind": each.kind} for each in found]
    response = JsonResponse({"suggestions": items}, json_dumps_params=COMPACT)
    # What somebody types is kept by no cache, not even on a shared computer.
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def points(request):
    """Answer `{"points": {"2815": [latitude, longitude]}}`, degrees in WGS 84.

    Only postal codes that have a point of their own and that people live in. The
    browser finds the nearest by itself, so that it need not tell where it is.
    """
    lived_in = [PostalCode.Category.STREET, PostalCode.Category.BOTH]
    rows = (
        PostalCode.objects.filter(category__in=lived_in, latitude__isnull=False)
        .order_by("code")
        .values_list("code", "latitude", "longitude")
    )
    found = {
        code: [round(latitude, DECIMALS), round(longitude, DECIMALS)]
        for code, latitude, longitude in rows
    }
    response = JsonResponse({"points": found}, json_dumps_params=COMPACT)
    patch_cache_control(response, public=True, max_age=DAY)
    return response


def _suggestions(text, *, only_places):
    knowledge = load_knowledge()
    gazetteer = knowledge.gazetteer
    head, digits = digits_at_the_end(text)
    if digits and (not head or not only_places):
        return suggest_codes(head, _codes(digits, gazetteer))
    if only_places:
        return suggest_places(text, gazetteer)
    return suggest(text, gazetteer, _terms(knowledge.taxonomy))


def _codes(digits, gazetteer):
    """Return (postal code, place) for those that begin so."""
    found = (
        (code, _label(place).removeprefix(f"{code} "))
        for code, place in sorted(gazetteer.postal_codes.items(), key=itemgetter(0))
        if code.startswith(digits)
    )
    return list(islice(found, MOST))


def _label(place):
    return place.label if isinstance(place, Found) else place.text


def _terms(taxonomy):
    """Return groups and needs with what they are called in the page's language.

    The name is the one that pages show; synonyms are taken from the page's own, without
    those that stand for many words at once («permitter*»).
    """
    language = get_language() or "nb"
    for kind, words in [(GROUP, taxonomy.groups), (NEED, taxonomy.needs)]:
        for slug, word in words.items():
            told = [each for each in word.synonyms.get(language, ()) if "*" not in each]
            phrases = dict.fromkeys(filter(None, [str(word.name), *told]))
            yield Term(kind=kind, slug=slug, phrases=tuple(phrases))
