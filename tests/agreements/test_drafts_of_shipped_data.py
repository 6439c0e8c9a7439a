"""Drafts made from the agreements that the portal ships with."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from agreements.drafts.copying import (
    copy_as_template,
    places_to_change,
)
from agreements.drafts.drafting import open_amendment
from agreements.drafts.renewal import (
    propose,
    renew,
    successor_partnerships,
)
from agreements.models import Agreement, AgreementVersion, Partnership
from agreements.text.version_text import version_text
from counties.models import County
from partners.models import Partner
from tests.factories import make_agreement, make_membership, make_partnership

pytestmark = pytest.mark.usefixtures("portal_data")

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


def coordinator_of(partner):
    return make_membership(
        partner=Partner.objects.get(slug=partner), role="coordinator"
    ).user


def test_agreement_of_oppland_is_carried_on_in_innlandet():
    oppland = Agreement.objects.get(slug="oppland")
    innlandet = Partnership.objects.get(county__slug="innlandet")
    assert successor_partnerships(oppland, AT.date()) == [innlandet]
    assert propose(oppland, innlandet).slug == "innlandet"
    with override("nb"):
        draft, left_out = renew(
            oppland,
            innlandet,
            actor=coordinator_of("innlandet-fylkeskommune"),
            at=AT,
        )
    assert left_out.is_empty
    assert list(draft.parties.values_list("partner__slug", flat=True))[:3] == [
        "innlandet-fylkeskommune",
        "nav-innlandet",
        "karriere-innlandet",
    ]
    assert {place.names for place in places_to_change(draft)} == {
        ("Oppland", "Karriere Oppland"),
        ("Oppland",),
    }
    assert draft.clauses.count() == oppland.versions.get().clauses.count()
    assert "Innlandet" in draft.agreement.title_nb


def test_signed_example_is_amended_and_copied_to_another_county():
    version = AgreementVersion.objects.get(
        agreement__slug="eksempel-innlandet", number=2
    )
    at_home = coordinator_of("innlandet-fylkeskommune")
    draft = open_amendment(version, actor=at_home, at=AT)
    assert version_text(draft).clauses == version_text(version).clauses
    assert (
        version_text(draft).responsibilities == version_text(version).responsibilities
    )
    troms = County.objects.get(slug="troms")
    partnership = Partnership.objects.filter(county=troms).first() or make_partnership(
        county=troms,
        members=[
            Partner.objects.get(slug="troms-fylkeskommune"),
            Partner.objects.get(slug="nav"),
        ],
    )
    copy, left_out = copy_as_template(
        version,
        make_agreement(partnership=partnership),
        actor=coordinator_of("troms-fylkeskommune"),
        at=AT,
    )
    assert list(copy.parties.values_list("partner__slug", flat=True)) == [
        "troms-fylkeskommune",
        "nav",
    ]
    assert left_out.parties[:2] == ("Karriere Innlandet", "Gjøvik kommune")
    assert {"Lom", "Skjåk"} < set(left_out.municipalities)
    [nav] = [
        place.names for place in places_to_change(copy) if place.clause == "ansvar-nav"
    ]
    assert nav == ("Nav Innlandet", "Lom", "Skjåk", "Karriere Innlandet")
