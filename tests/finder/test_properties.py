"""What holds for every question to the portal as it is shipped.

Each answer is judged by a slow and simple reading of the rows, written here once more
and not taken from the finder.
"""

from datetime import UTC, date, datetime
from itertools import product
from urllib.parse import urlencode

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counties.models import County, Municipality
from finder.cards import cards_of
from finder.knowledge import load_knowledge
from finder.places import SeveralPlaces
from finder.question import Question
from finder.rules import RULES
from finder.search import FALLBACK_SLUG, find
from services.models import GuidanceService, Need, TargetGroup
from services.search import narrow

pytestmark = pytest.mark.usefixtures("portal_data")

TODAY = date(2025, 3, 10)
NOON = datetime(2025, 3, 10, 11, 0, tzinfo=UTC)
# A text for the field, and the codes of what it means today; None for no such place.
PLACES = {
    "": (),
    "Gjøvik": ("3407",),
    "2815": ("3407",),
    "Oslo": ("0301",),
    "Bergen": ("4601",),
    "Kautokeino": ("5612",),
    "Innlandet": ("34",),
    "Troms og Finnmark": ("55", "56"),
    "Tysfjord": ("1806", "1875"),
    "Atlantis": None,
    # Two places have the name: what is shown must hold at both.
    "Herøy": [("1515",), ("1818",)],
    "Nes": [("3228",), ("3322",)],
    "9170": None,
}
GROUPS = (
    "",
    *("adults", "laid_off", "refugees", "lower_secondary_pupils", "veterans"),
    *("youth_outside_education_and_work", "employers"),
)
NEEDS = (
    "",
    *("education_choice", "job_change", "job_search", "prior_learning_assessment"),
)
EVERY = list(product(PLACES, GROUPS, NEEDS))
SENTENCES = st.lists(
    st.sampled_from(
        (
            "mistet jobben|permittert|flyktning|voksen|datteren min|tiende klasse|cv"
            "|bytte jobb|realkompetanse|studiestøtte|på engelsk|på telefon|17 år|45 år"
            "|sveiser|bedriften min|uten jobb|veteran|kurs|i Gjøvik|Oslo|2815|i Bergen"
            "|Atlantis|Hedmark|time|trenger hjelp"
        ).split("|")
    ),
    max_size=4,
    unique=True,
).map(" ".join)


class Rows:
    """The rows, read as they are."""

    def __init__(self):
        self.parents = dict(TargetGroup.objects.values_list("slug", "broader__slug"))
        self.services = [
            {
                "slug": service.slug,
                "status": service.status,
                "national": service.is_national,
                "groups": {group.slug for group in service.target_groups.all()},
                "needs": {need.slug for need in service.needs.all()},
                "areas": {area.code for area in service.counties.all()}
                | {area.code for area in service.municipalities.all()},
            }
            for service in GuidanceService.objects.prefetch_related(
                "target_groups", "needs", "counties", "municipalities"
            )
        ]

    def line(self, group):
        """Return the group and all wider ones."""
        found = []
        while group:
            found.append(group)
            group = self.parents[group]
        return found

    def is_for(self, service, group):
        return not group or bool(service["groups"] & set(self.line(group)))

    def covers(self, service, codes):
        """Return whether it holds at one of the places; None stands for no place."""
        if service["national"] or codes == ():
            return True
        if isinstance(codes, list):
            return all(self.covers(service, each) for each in codes)
        return any(
            code in service["areas"]
            or code[:2] in service["areas"]
            # A county is met by what holds in a part of it.
            or (len(code) == 2 and any(area[:2] == code for area in service["areas"]))
            for code in codes or ()
        )

    def admitted(self, place, group="", need=""):
        return {
            service["slug"]
            for service in self.services
            if service["status"] == "published"
            and self.is_for(service, group)
            and (not need or need in service["needs"])
            and self.covers(service, PLACES[place])
        }


@pytest.fixture(scope="module")
def kept():
    """Keep the answers for the tests of this module: they only read."""
    return {}


@pytest.fixture
def answers(portal_data, kept):
    """Return the finder's answer to every combination, by the combination."""
    if not kept:
        knowledge = load_knowledge()
        kept |= {
            asked: find(question_of(*asked), knowledge, on=TODAY) for asked in EVERY
        }
    return kept


def question_of(place, group, need):
    return Question(
        place=place,
        groups=(group,) if group else (),
        needs=(need,) if need else (),
    )


def test_every_result_covers_place_group_and_need_and_no_other_is_left_out(answers):
    rows = Rows()
    for asked, answer in answers.items():
        slugs = [found.offer.slug for found in answer.results]
        assert set(slugs) == rows.admitted(*asked), asked
        assert len(slugs) == len(set(slugs)) == answer.total
        assert answer.given_up == ()


def test_there_is_always_a_next_step(answers):
    for asked, answer in answers.items():
        assert answer.fallback[-1].offer.slug == FALLBACK_SLUG, asked


def test_every_result_has_reasons_for_all_that_was_asked(answers):
    for (_place, group, need), answer in answers.items():
        for found in answer.results:
            reasons = [
                each
                for rule in RULES
                for each in rule.reasons(found.offer, answer.asked)
            ]
            assert all(reason.text for reason in reasons)
            codes = {reason.code for reason in reasons}
            assert "place" in codes
            assert ("need" in codes) == bool(need)
            assert ("group" in codes) == bool(group)


def test_what_just_fell_out_says_why(answers):
    told = [
        (miss, answer) for answer in answers.values() for miss in answer.near_misses
    ]
    assert told
    for miss, answer in told:
        assert miss.rule.refusal(miss.offer, answer.asked)
        assert miss.rule.points(miss.offer, answer.asked) is None


def test_the_answer_is_the_same_whatever_order_the_rows_come_in():
    for place, group, need in EVERY[::7]:
        question = question_of(place, group, need)
        first = find(question, load_knowledge(), on=TODAY)
        again = find(question, load_knowledge(), on=TODAY)
        assert first.results == again.results
        assert first.fallback == again.fallback
        points = [(-found.points, found.offer.slug) for found in first.results]
        assert points == sorted(points)


def test_drafts_and_ended_services_are_found_in_no_way():
    hidden = {}
    every = GuidanceService.objects.exclude(slug=FALLBACK_SLUG).order_by("slug")
    for number, service in enumerate(every):
        if number % 3:
            status = ("draft", "ended")[number % 3 - 1]
            GuidanceService.objects.filter(pk=service.pk).update(status=status)
            hidden[service.slug] = status
    assert len(set(hidden.values())) == 2
    rows, knowledge = Rows(), load_knowledge()
    for place, group, need in EVERY[::3]:
        answer = find(question_of(place, group, need), knowledge, on=TODAY)
        slugs = {found.offer.slug for found in answer.results}
        assert slugs == rows.admitted(place, group, need)
        shown = {each.offer.slug for each in [*answer.fallback, *answer.near_misses]}
        assert not (slugs | shown) & set(hidden)
    for service in every.filter(slug__in=hidden):
        answer = find(Question(text=str(service.name)), knowledge, on=TODAY)
        assert service.slug not in {found.offer.slug for found in answer.results}


def test_somebody_who_finds_nothing_is_sent_on_even_without_the_one_for_everybody():
    GuidanceService.objects.filter(slug=FALLBACK_SLUG).update(status="ended")
    knowledge = load_knowledge()
    answer = find(
        question_of("Atlantis", "veterans", "job_search"), knowledge, on=TODAY
    )
    assert FALLBACK_SLUG not in {each.offer.slug for each in answer.fallback}


# Sentences


def codes_of(place):
    """Return what PLACES has for a place that was understood."""
    if isinstance(place, SeveralPlaces):
        return [codes_of(each) for each in place.choices]
    if place is None:
        return ()
    return tuple(area.code for area in getattr(place, "areas", ())) or None


@settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SENTENCES)
def test_whatever_is_written_results_hold_where_it_says_and_nobody_is_left(text):
    rows, knowledge = Rows(), load_knowledge()
    answer = find(Question(text=text), knowledge, on=TODAY)
    by_slug = {service["slug"]: service for service in rows.services}
    codes = codes_of(answer.place)
    question = answer.question
    for found in answer.results:
        service = by_slug[found.offer.slug]
        assert service["status"] == "published"
        assert rows.covers(service, codes)
        if not answer.given_up and question.groups:
            assert any(rows.is_for(service, group) for group in question.groups)
        if service["needs"].isdisjoint(question.needs) and question.needs:
            # A need that was only overheard is forgiven to what is for just them.
            assert answer.given_up or service["groups"] & set(question.groups)
    assert answer.results or answer.fallback
    cards = cards_of(answer.results, answer.asked)
    assert len(cards) == len(answer.results)
    assert all(card.all_reasons for card in cards)


# The page


@pytest.mark.parametrize(
    "asked",
    [
        *({"sted": p, "hvem": g, "behov": n} for p, g, n in EVERY[3::41]),
        {"q": "mistet jobben, Gjøvik"},
        {"q": "permittert sveiser 45 år på engelsk i Herøy"},
        {"q": "xyzzy"},
    ],
    ids=lambda asked: "-".join(filter(None, asked.values())),
)
def test_the_same_question_twice_gets_the_same_bytes(client, asked):
    asked = {name: value for name, value in asked.items() if value}
    with time_machine.travel(NOON, tick=False):
        first = client.get(f"/finn/?{urlencode(asked)}")
        again = client.get(f"/finn/?{urlencode(asked)}")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    # Somebody to turn to stands on the page whatever was found.
    assert f"/tilbud/{FALLBACK_SLUG}/" in first.content.decode()


# The index


def test_narrowing_never_drops_what_the_slow_reading_admits():
    rows = Rows()
    keys = dict(GuidanceService.objects.values_list("slug", "pk"))
    areas_of = {
        place: None
        if codes == ()
        else [
            *County.objects.filter(code__in=codes or ()),
            *Municipality.objects.filter(code__in=codes or ()),
        ]
        for place, codes in PLACES.items()
        if not isinstance(codes, list)
    }
    for place, group, need in EVERY:
        if place not in areas_of:
            continue
        narrowed = narrow(
            groups=rows.line(group),
            needs=[need] if need else [],
            areas=areas_of[place],
        )
        expected = {keys[slug] for slug in rows.admitted(place, group, need)}
        assert set(narrowed.ids) == expected, (place, group, need)
        assert narrowed.total == len(expected)
        assert not narrowed.total_is_capped


def test_narrowing_by_several_groups_and_needs_is_by_any_of_them():
    rows = Rows()
    keys = {pk: slug for slug, pk in GuidanceService.objects.values_list("slug", "pk")}
    needs = list(Need.objects.values_list("slug", flat=True))
    groups = list(rows.parents)
    for start in range(len(groups)):
        some_groups, some_needs = groups[start : start + 3], needs[start : start + 3]
        narrowed = narrow(groups=some_groups, needs=some_needs)
        assert {keys[pk] for pk in narrowed.ids} == {
            service["slug"]
            for service in rows.services
            if service["status"] == "published"
            and service["groups"] & set(some_groups)
            and service["needs"] & set(some_needs)
        }


def test_narrowing_by_a_services_own_name_always_has_it():
    for service in GuidanceService.objects.published():
        for name in filter(None, [service.name_nb, service.name_nn]):
            narrowed = narrow(text=name)
            assert service.pk in narrowed.ids
