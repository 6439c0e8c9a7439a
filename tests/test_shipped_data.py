"""What is in the database after loading, held against the source files."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.test import override_settings

from agreements.models import Agreement, AgreementVersion, Partnership
from counties.models import (
    Boundary,
    County,
    CountyChange,
    Municipality,
    MunicipalityChange,
    PostalCode,
)
from guidance_centres.models import GuidanceCentre
from partners.models import Partner
from publishing.models import Check
from services.models import Channel, GuidanceService, Need, TargetGroup

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 23)

pytestmark = pytest.mark.usefixtures("portal_data")


def rows(path):
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("model", "path", "count"),
    [
        (County, "counties/data/source/counties.csv", 33),
        (Municipality, "counties/data/source/municipalities.csv", 835),
        (PostalCode, "counties/data/source/postal_codes.csv", 5122),
        (CountyChange, "counties/data/source/county_changes.csv", 28),
        (MunicipalityChange, "counties/data/source/municipality_changes.csv", 482),
    ],
)
def test_every_line_of_the_source_is_a_row(model, path, count):
    assert model.objects.count() == len(rows(path)) == count


def test_every_organisation_number_of_the_source_is_a_partner():
    numbers = {
        row["organisation_number"]
        for row in rows("partners/data/source/organisations.csv")
    }
    assert len(numbers) == 370
    found = Partner.objects.filter(organisation_number__in=numbers)
    assert found.count() == 370


def test_the_whole_taxonomy_is_there_in_three_languages():
    counts = [model.objects.count() for model in (TargetGroup, Need, Channel)]
    assert counts == [24, 22, 12]
    assert sum(counts) == len(rows("services/data/source/taxonomy.csv"))
    for model in (TargetGroup, Need, Channel):
        assert not model.objects.filter(Q(name_nb="") | Q(name_nn="") | Q(name_en=""))


def test_every_place_of_the_sources_is_there_once():
    centres = rows("guidance_centres/data/source/guidance_centres.csv")
    nav = rows("guidance_centres/data/source/nav_offices.csv")
    schools = rows("guidance_centres/data/source/schools.csv")
    assert (len(centres), len(nav), len(schools)) == (56, 284, 551)
    offices = GuidanceCentre.objects.filter(kind="nav_office")
    assert offices.count() == 284
    assert offices.published().count() == 255
    numbers = set(
        GuidanceCentre.objects.exclude(organisation_number=None).values_list(
            "organisation_number", flat=True
        )
    )
    assert numbers == {school["organisation_number"] for school in schools}
    ids = {row["id"] for row in centres}
    assert GuidanceCentre.objects.filter(slug__in=ids).count() == 56


def test_every_service_of_the_source_is_there_with_its_source():
    ids = {row["id"] for row in rows("services/data/source/services.csv")}
    found = GuidanceService.objects.filter(slug__in=ids)
    assert found.count() == len(ids) == 25
    assert not found.filter(source="")


def test_todays_counties_and_municipalities_have_a_boundary():
    assert County.objects.valid_on(TODAY).count() == 15
    assert Municipality.objects.valid_on(TODAY).count() == 357
    assert not County.objects.valid_on(TODAY).filter(boundary=None)
    assert not Municipality.objects.valid_on(TODAY).filter(boundary=None)
    assert Boundary.objects.count() == 15 + 357


@pytest.mark.parametrize(
    ("day", "counties", "municipalities"),
    [
        (date(2017, 12, 31), 19, 426),
        (date(2018, 1, 1), 18, 422),
        (date(2020, 1, 1), 11, 356),
        (date(2024, 1, 1), 15, 357),
    ],
)
def test_the_country_as_it_was_on_a_day(day, counties, municipalities):
    assert County.objects.valid_on(day).count() == counties
    assert Municipality.objects.valid_on(day).count() == municipalities


def test_every_municipality_with_a_known_office_has_a_real_answer():
    services = GuidanceService.objects.published()
    for municipality in (
        Municipality.objects.valid_on(TODAY)
        .filter(served_by__kind="nav_office", served_by__status="published")
        .distinct()
    ):
        given_here = services.filter(
            centres__in=GuidanceCentre.objects.published().serving(municipality)
        )
        assert given_here.exists(), municipality


def test_the_oppland_agreement_ended_with_the_county():
    partnership = Partnership.objects.get(county__code="05")
    assert partnership.steward.slug == "karriere-oppland"
    version = AgreementVersion.objects.public().get(agreement__partnership=partnership)
    assert version.is_transcript
    assert not version.parties.filter(signature__isnull=False)
    assert not AgreementVersion.objects.in_force(date(2020, 1, 1)).filter(pk=version.pk)
    assert AgreementVersion.objects.in_force(date(2019, 12, 31)).filter(pk=version.pk)


def test_the_example_has_one_version_replaced_and_one_in_force():
    example = Agreement.objects.get(slug="eksempel-innlandet")
    assert example.is_example
    assert example.partnership.is_example
    in_force = AgreementVersion.objects.in_force(TODAY).get(agreement=example)
    assert in_force.number == 2
    assert (
        AgreementVersion.objects.in_force(date(2024, 12, 31))
        .get(agreement=example)
        .number
        == 1
    )
    for version in example.versions.all():
        assert version.parties.filter(signature=None).count() == 0


def test_one_draft_and_one_ended_example_service_exist():
    examples = GuidanceService.objects.filter(is_example=True)
    assert set(examples.values_list("status", flat=True)) == {"draft", "ended"}


def test_sources_are_recorded_as_statements_and_never_as_confirmations():
    assert Check.objects.filter(kind="stated_by_source").exists()
    assert not Check.objects.filter(kind="confirmed").exists()


def test_loading_again_changes_nothing():
    output = StringIO()
    with override_settings(PORTAL_EMBEDDED=True):
        call_command("load_portal", again=True, stdout=output)
    numbers = [
        [int(word) for word in line.split(": ", 1)[1].split() if word.isdigit()]
        for line in output.getvalue().splitlines()
        if ": " in line
    ]
    counts = [found for found in numbers if len(found) == 5]
    assert len(counts) >= 18
    for added, changed, _unchanged, ended, rejected in counts:
        assert (added, changed, ended, rejected) == (0, 0, 0, 0), counts


def test_examples_are_never_loaded_into_somebodys_own_server(settings):
    settings.PORTAL_EMBEDDED = False
    output = StringIO()
    call_command("load_portal", again=True, stdout=output)
    assert "innlandet-example" not in output.getvalue()
