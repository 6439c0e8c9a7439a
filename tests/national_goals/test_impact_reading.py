"""A draft of the shipped example, beside what was in force on a day."""

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext

from agreements.impact import Part
from agreements.impact_reading import impact_of
from agreements.models import AgreementVersion
from agreements.reach import promises_reaching
from counties.models import Municipality
from services.models import GuidanceService, TargetGroup
from tests import factories as make

from .drafts import (
    draft_like,
    in_innlandet,
    laid_off_in_the_north_to_nav,
    version_of_example,
)

# Version 1 held then; Karriere Innlandet had the laid-off in the whole county.
IN_2024 = date(2024, 6, 1)
pytestmark = pytest.mark.usefixtures("portal_data")


def impact(draft, on=IN_2024):
    rows = AgreementVersion.objects.select_related("agreement__partnership__county")
    return impact_of(rows.get(pk=draft.pk), on=on)


@pytest.fixture
def moved(portal_data):
    return draft_like(version_of_example(1), laid_off_in_the_north_to_nav)


def test_the_laid_off_in_lom_and_skjak_pass_from_karriere_innlandet_to_nav(moved):
    found = impact(moved)

    [row] = found.changes.handed
    assert [found.places[code] for code in row.municipalities] == ["Lom", "Skjåk"]
    assert row.groups == ("laid_off",)
    assert set(row.subjects) == {"veilede-ved-jobbskifte", "bista-ved-omstilling"}
    assert row.before == {Part("karriere-innlandet", "leads")}
    assert row.after == {Part("nav-innlandet", "leads")}
    assert not found.changes.opened
    assert not found.changes.closed
    assert found.replaced.number == 1
    assert found.parties_after["nav-innlandet"].text == "NAV Innlandet"


def test_they_are_no_longer_recommended_what_the_councils_give(moved):
    found = impact(moved)

    [row] = found.changes.reached
    told = {pk: service.slug for pk, service in found.services.items()}
    assert (row.subjects, row.groups) == (("job_change",), ("laid_off",))
    assert {told[pk] for pk in row.gone} == {"karrieresenter-individuell"}
    assert not row.new


def test_a_draft_that_says_the_same_changes_nothing(portal_data):
    found = impact(draft_like(version_of_example(1)))

    assert found.changes.is_empty
    assert found.changes.unchanged > 1000


def test_a_responsibility_that_is_left_out_opens_a_gap(portal_data):
    found = impact(
        draft_like(
            version_of_example(1),
            lambda row: [] if row.task.slug == "folge-opp-unge-utenfor" else [{}],
        )
    )

    [row] = found.changes.opened
    assert row.groups == ("youth_outside_education_and_work",)
    assert len(row.municipalities) == len(in_innlandet())
    assert not found.changes.handed


def test_another_agreement_of_the_county_keeps_the_gap_from_opening(portal_data):
    first = version_of_example(1)
    task = first.responsibilities.get(
        task__slug="folge-opp-unge-utenfor", involvement="leads"
    ).task
    other = make.make_version(
        agreement=make.make_agreement(partnership=first.agreement.partnership)
    )
    make.make_responsibility(
        version=other,
        task=task,
        involvement="leads",
        target_groups=TargetGroup.objects.filter(
            slug="youth_outside_education_and_work"
        ),
        party=make.make_party(
            version=other, partner=first.parties.get(name="NAV Innlandet").partner
        ),
    )
    for member in first.agreement.partnership.members.all():
        if not other.parties.filter(partner=member).exists():
            make.make_party(version=other, partner=member)
    make.sign(other)

    found = impact(
        draft_like(first, lambda row: [] if row.task == task else [{}])
    ).changes
    assert not found.opened
    [row] = found.handed
    assert row.after == {Part("nav-innlandet", "leads")}


def test_the_day_decides_what_the_draft_is_compared_with(moved):
    assert impact(moved, date(2025, 6, 1)).replaced.number == 2
    assert not impact(moved, date(2025, 6, 1)).changes.is_empty

    nothing_yet = impact(moved, date(2020, 6, 1))
    assert nothing_yet.replaced is None
    assert nothing_yet.changes.closed
    assert nothing_yet.changes.unchanged == 0


def test_before_the_county_was_there_nothing_is_compared(moved):
    found = impact(moved, date(1999, 6, 1))

    assert found.places == {}
    assert found.changes.is_empty


def test_municipalities_that_do_it_at_home_are_told_as_one(portal_data):
    draft = draft_like(
        version_of_example(1),
        lambda row: [] if row.party.partner.kind == "municipality" else [{}],
    )
    opened = impact(draft).changes.opened

    assert [
        (row.groups, row.before, len(row.municipalities))
        for row in opened
        if "gi-elever-rad" in row.subjects
    ] == [(("lower_secondary_pupils",), {Part("", "leads")}, 3)]


@pytest.mark.parametrize("group", ["laid_off", "adults", "upper_secondary_pupils"])
@pytest.mark.parametrize("code", ["3434", "3407"])
def test_what_is_reached_is_what_the_finder_is_told(portal_data, group, code):
    on = date(2025, 6, 1)
    nothing = make.make_version(agreement=version_of_example(2).agreement)
    found = impact(nothing, on)
    services = list(GuidanceService.objects.published().with_facts())
    place = Municipality.objects.get(code=code, valid_to=None)
    for need in ["job_change", "job_search", "education_choice", "self_assessment"]:
        promises = promises_reaching(
            services,
            on=on,
            municipality=place,
            group=TargetGroup.objects.get(slug=group),
            needs=[need],
        )
        expected = {
            pk
            for pk, told in promises.items()
            if {promise.involvement for promise in told} & {"leads", "delivers"}
        }
        gone = [
            row.before
            for row in found.changes.reached
            if need in row.subjects and group in row.groups
            if code in row.municipalities
        ]
        assert gone == ([expected] if expected else [])


def test_the_number_of_queries_does_not_grow(moved, django_assert_num_queries):
    from django.db import connection

    with CaptureQueriesContext(connection) as few:
        impact(moved)
    assert len(few) <= 9
    clause = moved.clauses.get()
    for place in in_innlandet()[:20]:
        partner = make.make_partner(
            kind="municipality", county=place.county, municipality=place
        )
        make.make_responsibility(
            version=moved,
            clause=clause,
            party=make.make_party(version=moved, partner=partner),
            involvement="leads",
            municipalities=[place],
        )
    with django_assert_num_queries(len(few)):
        impact(moved)
