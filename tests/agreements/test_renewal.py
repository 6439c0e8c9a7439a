"""An agreement of a county that ended is carried on where the county went."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from agreements.drafts.copying import places_to_change
from agreements.drafts.renewal import (
    Proposal,
    propose,
    renew,
    successor_partnerships,
)
from agreements.life import StepRefused
from agreements.models import Agreement
from publishing.models import StatusChange
from tests.agreements.partnership_people import make_people
from tests.factories import (
    make_agreement,
    make_clause,
    make_content,
    make_county,
    make_county_change,
    make_exemption,
    make_former_slug,
    make_municipality,
    make_municipality_change,
    make_partner,
    make_partnership,
    make_partnership_member,
    make_party,
    make_responsibility,
    make_version,
    sign,
)

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)
TODAY = date(2025, 3, 10)
MERGED = date(2020, 1, 1)
SPLIT = date(2024, 1, 1)


def county(name, code, *, first=None, last=None, slug=None):
    return make_county(
        name=name,
        code=code,
        slug=slug or name.lower().replace(" ", "-"),
        valid_from=first,
        valid_to=last,
    )


def place(county, code, name):
    return make_municipality(county=county, code=code, name=name, slug=f"{name}-{code}")


def became(old, *news, on):
    for new in news:
        make_municipality_change(old=old, new=new, date=on)


@pytest.fixture
def reforms():
    """Return counties by name: Oppland and Hedmark, and Troms through two reforms."""
    ended, between = date(2019, 12, 31), date(2023, 12, 31)
    found = {
        "oppland": county("Oppland", "05", last=ended),
        "hedmark": county("Hedmark", "04", last=ended),
        "innlandet": county("Innlandet", "34", first=MERGED),
        "viken": county("Viken", "30", first=MERGED, last=between),
        "akershus": county("Akershus", "32", first=SPLIT),
        "troms-2019": county("Troms", "19", last=ended, slug="troms-2019"),
        "troms-og-finnmark": county(
            "Troms og Finnmark", "54", first=MERGED, last=between
        ),
        "troms": county("Troms", "55", first=SPLIT),
        "finnmark": county("Finnmark", "56", first=SPLIT),
    }
    for old, new, on, kind in [
        ("oppland", "innlandet", MERGED, "merger"),
        ("oppland", "viken", MERGED, "partial_transfer"),
        ("hedmark", "innlandet", MERGED, "merger"),
        ("viken", "akershus", SPLIT, "split"),
        ("troms-2019", "troms-og-finnmark", MERGED, "merger"),
        ("troms-og-finnmark", "finnmark", SPLIT, "split"),
        ("troms-og-finnmark", "troms", SPLIT, "split"),
    ]:
        make_county_change(old=found[old], new=found[new], date=on, kind=kind)
    return found


@pytest.fixture
def oppland(reforms):
    """Return the agreement of Oppland, signed, of its council, Nav and a centre.

    The council does its part in Skjåk, which got a new code, and in Lunner, which went
    to Viken; the centre does its part in the whole county.
    """
    there = reforms["oppland"]
    partnership = make_partnership(county=there, slug="oppland")
    agreement = make_agreement(
        partnership=partnership,
        slug="oppland",
        title_nb="Partnerskap i Oppland",
        title_nn="Partnarskap i Oppland",
        signed_language="nn",
    )
    version = make_version(
        agreement=agreement,
        agreed_from=date(2018, 1, 1),
        agreed_to=date(2019, 12, 31),
    )
    for position, key in enumerate(["formal", "okonomi"], 1):
        make_clause(
            version=version,
            key=key,
            number=str(position),
            position=position,
            text_nb="Partene i Oppland møtes.",
        )
    make_exemption(clause=version.clauses.get(key="okonomi"))
    skjak, lunner = place(there, "0513", "Skjåk"), place(there, "0533", "Lunner")
    became(skjak, place(reforms["innlandet"], "3433", "Skjåk"), on=MERGED)
    between = place(reforms["viken"], "3054", "Lunner")
    became(lunner, between, on=MERGED)
    became(between, place(reforms["akershus"], "3234", "Lunner"), on=SPLIT)
    council, nav = partnership.members.order_by("kind")
    centre = make_partner(
        kind="guidance_centre", slug="karriere-oppland", name="Karriere Oppland"
    )
    school = make_partner(kind="school", name="Skolen i Oppland")
    for position, partner in enumerate([nav, council, centre, school]):
        make_party(version=version, partner=partner, position=position)
    clause = version.clauses.get(key="formal")
    for partner, places in [(council, [skjak, lunner]), (centre, []), (school, [])]:
        make_responsibility(
            version=version,
            clause=clause,
            party=version.parties.get(partner=partner),
            municipalities=places,
        )
    sign(version)
    return agreement


@pytest.fixture
def innlandet(reforms):
    """Return the partnership of Innlandet: council, Nav, a municipality and a centre.

    The centre came after Karriere Oppland, by way of another.
    """
    partnership = make_partnership(county=reforms["innlandet"], slug="innlandet")
    lom = make_partner(kind="municipality", name="Lom kommune")
    make_partnership_member(partnership=partnership, partner=lom, position=1)
    return partnership


@pytest.fixture
def centre(oppland, innlandet):
    old = oppland.versions.get().parties.get(partner__slug="karriere-oppland").partner
    between = make_partner(predecessor=old, ended_on=date(2020, 12, 31))
    centre = make_partner(
        kind="guidance_centre", name="Karriere Innlandet", predecessor=between
    )
    make_partnership_member(partnership=innlandet, partner=centre, position=2)
    return centre


@pytest.fixture
def people(innlandet, reforms):
    return make_people(innlandet, elsewhere=reforms["finnmark"])


def renewed(agreement, partnership, actor, **given):
    return renew(agreement, partnership, actor=actor, at=AT, **given)


def last_entry():
    return StatusChange.objects.latest("position")


# Where it can go


def successors(agreement, on=TODAY):
    return [each.county.slug for each in successor_partnerships(agreement, on)]


def test_agreement_goes_where_the_county_went(oppland, innlandet, reforms):
    make_partnership(county=reforms["akershus"])
    assert successor_partnerships(oppland, TODAY) == [innlandet]


def test_agreement_of_a_county_that_is_there_goes_nowhere(reforms, innlandet):
    assert successors(make_agreement(partnership=innlandet)) == []


def test_agreement_of_a_county_that_became_nothing_known_goes_nowhere():
    ended = county("Eksempelfylket", "99", last=date(2019, 12, 31))
    assert successors(make_agreement(partnership=make_partnership(county=ended))) == []


def test_through_a_merger_and_a_split_it_goes_where_the_municipalities_are(reforms):
    agreement = make_agreement(
        partnership=make_partnership(county=reforms["troms-2019"])
    )
    for name in ("troms-og-finnmark", "finnmark", "troms"):
        make_partnership(county=reforms[name])
    # While no municipality is known, every county of the split is one.
    assert successors(agreement) == ["finnmark", "troms"]
    assert successors(agreement, date(2022, 1, 1)) == ["troms-og-finnmark"]
    tromso = place(reforms["troms-2019"], "1902", "Tromsø")
    between = place(reforms["troms-og-finnmark"], "5401", "Tromsø")
    became(tromso, between, on=MERGED)
    became(between, place(reforms["troms"], "5501", "Tromsø"), on=SPLIT)
    assert successors(agreement) == ["troms"]
    assert successors(agreement, date(2022, 1, 1)) == ["troms-og-finnmark"]


def test_next_reform_counts_as_soon_as_it_is_known(oppland, innlandet):
    assert successor_partnerships(oppland, date(2019, 6, 1)) == [innlandet]


# Who, and what is refused


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("editor", True),
        ("coordinator", True),
        ("signatory", False),
        ("coordinator_elsewhere", False),
        ("editor_elsewhere", False),
        ("national_administrator", False),
        ("superuser", False),
        ("anonymous", False),
    ],
)
def test_who_may_renew(role, may, oppland, innlandet, people):
    if may:
        draft, _left_out = renewed(oppland, innlandet, people[role])
        assert last_entry().action == "renew"
        assert draft.agreement.partnership == innlandet
    else:
        with pytest.raises(PermissionDenied):
            renewed(oppland, innlandet, people[role])
        assert (last_entry().action, last_entry().object_id) == (
            "refused_add",
            str(oppland.pk),
        )
        assert not oppland.continued_by.exists()


def test_old_county_has_no_say_in_the_new_one(oppland, innlandet, reforms):
    theirs = make_people(oppland.partnership, elsewhere=reforms["finnmark"])
    with pytest.raises(PermissionDenied):
        renewed(oppland, innlandet, theirs["coordinator"])


def test_it_is_renewed_only_where_the_county_went(oppland, reforms):
    akershus = make_partnership(county=reforms["akershus"])
    theirs = make_people(akershus, elsewhere=reforms["finnmark"])
    with pytest.raises(StepRefused):
        renewed(oppland, akershus, theirs["coordinator"])
    assert last_entry().action == "refused_add"


def test_it_is_carried_on_once_in_a_county_unless_withdrawn(oppland, innlandet, people):
    draft, _left_out = renewed(oppland, innlandet, people["coordinator"])
    with pytest.raises(StepRefused):
        renewed(oppland, innlandet, people["coordinator"])
    draft.state = "withdrawn"
    draft.save()
    renewed(oppland, innlandet, people["coordinator"])


def test_agreement_that_was_never_signed_is_not_renewed(oppland, innlandet, people):
    unsigned = make_agreement(partnership=oppland.partnership)
    make_content(make_version(agreement=unsigned))
    with pytest.raises(StepRefused):
        renewed(unsigned, innlandet, people["coordinator"])


@pytest.mark.parametrize("slug", ["oppland", "gammel", "Æ B", "a" * 121])
def test_address_that_cannot_be_had_is_refused(slug, oppland, innlandet, people):
    make_former_slug(kind="avtaler", slug="gammel")
    with pytest.raises(StepRefused):
        renewed(oppland, innlandet, people["coordinator"], slug=slug)
    assert Agreement.objects.count() == 1


# What is proposed


def test_address_is_that_of_the_county_or_the_next_free_one(oppland, innlandet):
    assert propose(oppland, innlandet) == Proposal(
        "innlandet", "Partnerskap i Innlandet", "Partnarskap i Innlandet"
    )
    make_agreement(partnership=innlandet, slug="innlandet")
    make_former_slug(kind="avtaler", slug="innlandet-2")
    assert propose(oppland, innlandet).slug == "innlandet-3"


@pytest.mark.parametrize(
    ("title", "proposed"),
    [
        ("Opplands avtale om Oppland", "Innlandets avtale om Innlandet"),
        ("Avtale om veiledning", "Avtale om veiledning – Innlandet"),
        ("Innlandet sammen", "Innlandet sammen"),
        ("Opplandet", "Opplandet – Innlandet"),
        ("", ""),
    ],
)
def test_title_has_the_name_of_the_new_county(title, proposed, oppland, innlandet):
    oppland.title_nn = title
    assert propose(oppland, innlandet).title_nn == proposed


# What it leaves


def test_new_agreement_carries_on_the_old_one(oppland, innlandet, people):
    draft, _left_out = renewed(oppland, innlandet, people["coordinator"])
    agreement = draft.agreement
    assert agreement.continues == oppland
    assert (agreement.slug, agreement.title_nb, agreement.signed_language) == (
        "innlandet",
        "Partnerskap i Innlandet",
        "nn",
    )
    assert (draft.state, draft.agreed_from, draft.agreed_to) == ("draft", None, None)
    assert draft.copied_from == oppland.versions.get()
    assert not Agreement.objects.public().filter(pk=agreement.pk).exists()
    details = last_entry().details
    assert (details["continues"], details["agreement"]) == ("oppland", "innlandet")


def test_given_address_and_titles_are_taken(oppland, innlandet, people):
    draft, _left_out = renewed(
        oppland, innlandet, people["coordinator"], slug="ny", title_nb="Ny avtale"
    )
    agreement = draft.agreement
    assert (agreement.slug, agreement.title_nb, agreement.title_nn) == (
        "ny",
        "Ny avtale",
        "",
    )


def test_renewed_example_is_an_example(oppland, innlandet, people):
    oppland.is_example = True
    oppland.save()
    draft, _left_out = renewed(oppland, innlandet, people["coordinator"])
    assert draft.agreement.is_example


def test_parties_are_the_successors_and_then_the_rest(
    oppland, innlandet, centre, people
):
    draft, left_out = renewed(oppland, innlandet, people["coordinator"])
    members = {member.kind: member for member in innlandet.members.all()}
    assert [party.partner for party in draft.parties.order_by("position")] == [
        members["nav"],
        members["county_council"],
        centre,
        members["municipality"],
    ]
    assert left_out.parties == ("Skolen i Oppland",)


def test_places_have_their_codes_of_today_and_others_are_told(
    oppland, innlandet, centre, people
):
    draft, left_out = renewed(oppland, innlandet, people["coordinator"])
    council = draft.responsibilities.get(party__partner__kind="county_council")
    assert [each.code for each in council.municipalities.all()] == ["3433"]
    assert draft.responsibilities.get(party__partner=centre).whole_county
    assert left_out.municipalities == ("Lunner",)
    [responsibility] = left_out.responsibilities
    assert responsibility.startswith("Skolen i Oppland: utfører, ")


def test_split_municipality_becomes_all_that_it_was_split_into(
    oppland, innlandet, people, reforms
):
    version = make_version(agreement=oppland, agreed_from=date(2019, 1, 1))
    make_content(version)
    old = place(reforms["oppland"], "0599", "Storkommunen")
    new = [
        place(reforms["innlandet"], code, name)
        for code, name in [("3498", "Nordre"), ("3499", "Søndre")]
    ]
    became(old, *new, on=MERGED)
    row = version.responsibilities.get()
    row.whole_county = False
    row.save()
    row.municipalities.set([old])
    oppland.versions.get(number=1).later_events.create(
        kind="replaced", on=date(2018, 12, 31)
    )
    sign(version)
    draft, left_out = renewed(oppland, innlandet, people["coordinator"])
    codes = draft.responsibilities.get().municipalities.values_list("code", flat=True)
    assert set(codes) == {"3498", "3499"}
    assert left_out.split == (("Storkommunen", ("Nordre", "Søndre")),)
    assert last_entry().details["left_out"]["split"] == [
        ["Storkommunen", ["Nordre", "Søndre"]]
    ]


def test_exempt_text_stays_behind(oppland, innlandet, people):
    draft, left_out = renewed(oppland, innlandet, people["coordinator"])
    assert dict(draft.clauses.values_list("key", "text_nb")) == {
        "formal": "Partene i Oppland møtes.",
        "okonomi": "",
    }
    assert left_out.exempt == ("2 Eksempel",)


def test_renewed_draft_tells_where_it_names_the_old_county(oppland, innlandet, people):
    draft, _left_out = renewed(oppland, innlandet, people["coordinator"])
    [place_to_change] = places_to_change(draft)
    assert (place_to_change.clause, place_to_change.names) == ("formal", ("Oppland",))
