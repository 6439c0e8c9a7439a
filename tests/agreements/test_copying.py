"""A published agreement is the template of another county's draft."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from agreements.drafts.copying import (
    LeftOut,
    Place,
    copy_as_template,
    places_to_change,
)
from agreements.life import StepRefused
from agreements.models import AgreementVersion
from publishing.models import StatusChange
from tests.agreements.partnership_people import make_people, rewrite
from tests.factories import (
    make_agreement,
    make_clause,
    make_county,
    make_exemption,
    make_municipality,
    make_partner,
    make_partnership,
    make_partnership_member,
    make_party,
    make_responsibility,
    make_task,
    make_version,
    move,
    sign,
)

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def county():
    return make_county(name="Fjordfylket")


@pytest.fixture
def partnership(county):
    return make_partnership(county=county)


@pytest.fixture
def agreement(partnership):
    return make_agreement(partnership=partnership)


@pytest.fixture
def people(partnership):
    return make_people(partnership)


@pytest.fixture
def coordinator(people):
    return people["coordinator"]


@pytest.fixture
def elsewhere():
    return make_partnership(county=make_county(name="Innlandet"))


@pytest.fixture
def template(elsewhere):
    """Return a signed agreement of another county: council, Nav, centre, municipality.

    «formal» says nothing of the county; «ansvar» does, and is the clause of what they
    do; «okonomi» is exempt.
    """
    version = make_version(agreement=make_agreement(partnership=elsewhere))
    for place, (key, text) in enumerate(
        [
            ("formal", "Alle får veiledning."),
            ("ansvar", "Senteret i Innlandet reiser til Lom."),
            ("okonomi", "Partene betaler."),
        ],
        1,
    ):
        make_clause(
            version=version, key=key, number=str(place), position=place, text_nb=text
        )
    make_exemption(clause=version.clauses.get(key="okonomi"))
    clause = version.clauses.get(key="ansvar")
    lom = make_municipality(county=elsewhere.county, name="Lom")
    partners = [
        *elsewhere.members.order_by("kind"),
        make_partner(kind="guidance_centre", name="Senteret"),
        make_partner(kind="municipality", name="Lom kommune"),
    ]
    for place, partner in enumerate(partners):
        party = make_party(
            version=version,
            partner=partner,
            name=f"Part {place}",
            role_nb="Bidrar.",
            position=place,
        )
        make_responsibility(
            version=version,
            party=party,
            clause=clause,
            task=make_task(slug=f"oppgave-{place}", name_nb=f"oppgave {place}"),
        )
    make_responsibility(
        version=version,
        party=version.parties.get(name="Part 1"),
        clause=clause,
        task=make_task(slug="oppgave-lom", name_nb="oppgaven i Lom"),
        municipalities=[lom],
    )
    return sign(version)


def copied(version, agreement, actor):
    return copy_as_template(version, agreement, actor=actor, at=AT)


def last_entry():
    return StatusChange.objects.latest("position")


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
def test_who_may_copy(role, may, people, template, agreement):
    if may:
        copied(template, agreement, people[role])
        assert last_entry().action == "copy_as_template"
        assert agreement.versions.count() == 1
    else:
        with pytest.raises(PermissionDenied):
            copied(template, agreement, people[role])
        assert last_entry().action == "refused_add"
        assert not agreement.versions.exists()


@pytest.mark.parametrize("state", ["draft", "for_comment", "for_approval", "withdrawn"])
def test_what_is_not_signed_is_no_template(state, elsewhere, agreement, coordinator):
    version = make_version(agreement=make_agreement(partnership=elsewhere))
    make_clause(version=version)
    for partner in elsewhere.members.all():
        make_party(version=version, partner=partner)
    move(version, state)
    with pytest.raises(StepRefused):
        copied(version, agreement, coordinator)
    own = make_version(agreement=agreement, state=state)
    with pytest.raises(StepRefused):
        copied(own, agreement, coordinator)


def test_unpublished_agreement_is_a_template_at_home_only(
    template, elsewhere, agreement, coordinator
):
    elsewhere.status = "draft"
    elsewhere.save()
    with pytest.raises(StepRefused):
        copied(template, agreement, coordinator)
    council = elsewhere.members.get(kind="county_council")
    at_home = make_people(elsewhere)["coordinator"]
    draft, _left_out = copied(template, template.agreement, at_home)
    assert draft.parties.filter(partner=council).exists()


def test_clauses_come_with_their_keys_and_parties_are_exchanged(
    template, agreement, partnership, coordinator
):
    centre = make_partner(kind="guidance_centre", name="Fjordsenteret")
    make_partnership_member(partnership=partnership, partner=centre)
    draft, left_out = copied(template, agreement, coordinator)
    assert (draft.agreement, draft.state) == (agreement, "draft")
    assert (draft.copied_from, draft.previous) == (template, None)
    assert (draft.agreed_from, draft.agreed_to) == (None, None)
    assert list(draft.clauses.values_list("key", "text_nb")) == [
        ("formal", "Alle får veiledning."),
        ("ansvar", "Senteret i Innlandet reiser til Lom."),
        ("okonomi", ""),
    ]
    members = {member.kind: member for member in partnership.members.all()}
    assert {
        (party.partner, party.name, party.role_nb) for party in draft.parties.all()
    } == {
        (members[kind], members[kind].name, "Bidrar.")
        for kind in ("county_council", "nav", "guidance_centre")
    }
    assert {row.task.slug for row in draft.responsibilities.all()} == {
        "oppgave-0",
        "oppgave-1",
        "oppgave-2",
    }
    assert left_out == LeftOut(
        parties=("Part 3",),
        responsibilities=(
            "Part 3: utfører, oppgave 3",
            "Part 1: utfører, oppgaven i Lom",
        ),
        municipalities=("Lom",),
        exempt=("3 Eksempel",),
    )
    entry = last_entry()
    assert entry.details["copied_from"] == str(template.public_id)
    assert entry.details["left_out"]["municipalities"] == ["Lom"]


def test_exempt_text_stays_in_its_county(template, agreement, coordinator):
    draft, left_out = copied(template, agreement, coordinator)
    clause = draft.clauses.get(key="okonomi")
    assert (clause.heading_nb, clause.text_nb) == ("Eksempel", "")
    assert left_out.exempt == ("3 Eksempel",)


def test_earlier_version_at_home_comes_whole(template, elsewhere):
    at_home = make_people(elsewhere)["coordinator"]
    for partner in [party.partner for party in template.parties.all()]:
        if partner not in elsewhere.members.all():
            make_partnership_member(partnership=elsewhere, partner=partner)
    draft, left_out = copied(template, template.agreement, at_home)
    assert left_out == LeftOut()
    assert left_out.is_empty
    assert (draft.copied_from, draft.previous) == (template, template)
    assert draft.clauses.get(key="okonomi").text_nb == "Partene betaler."
    assert draft.clauses.get(exemption__isnull=False).key == "okonomi"
    assert draft.responsibilities.count() == 5
    assert set(draft.parties.values_list("name", flat=True)) == {
        f"Part {place}" for place in range(4)
    }


def test_who_has_left_the_partnership_is_no_counterpart(
    template, agreement, partnership, coordinator
):
    nav = partnership.members.get(kind="nav")
    partnership.memberships.filter(partner=nav).update(valid_to=date(2025, 3, 9))
    draft, left_out = copied(template, agreement, coordinator)
    assert not draft.parties.filter(partner=nav).exists()
    assert len(left_out.parties) == 3


def test_places_to_change_are_told_until_they_are_changed(
    template, agreement, coordinator
):
    draft, _left_out = copied(template, agreement, coordinator)
    row = draft.responsibilities.first()
    row.note_nb = "Også i Lom kommune."
    row.save()
    party = draft.parties.first()
    party.role_nn = "Eig Senteret i Innlandet."
    party.save()
    draft = AgreementVersion.objects.get(pk=draft.pk)
    assert places_to_change(draft) == (
        Place("ansvar", "", ("Senteret", "Innlandet", "Lom", "Lom kommune")),
        Place("", party.partner.slug, ("Senteret", "Innlandet")),
    )
    rewrite(draft, "ansvar", text_nb="Vi reiser.", responsibilities=(), parties=())
    assert places_to_change(draft) == ()


def test_names_that_are_at_home_here_too_are_not_told(
    template, agreement, county, partnership, coordinator
):
    make_municipality(county=county, name="Lom")
    nav = partnership.members.get(kind="nav")
    nav.name = "NAV Fjordfylket"
    nav.save()
    theirs = template.agreement.partnership.members.get(kind="nav")
    theirs.name = "Nav"
    theirs.save()
    draft, _left_out = copied(template, agreement, coordinator)
    rewrite(draft, "formal", text_nb="Nav i Fjordfylket og i Lom.")
    draft = AgreementVersion.objects.get(pk=draft.pk)
    assert [place.clause for place in places_to_change(draft)] == ["ansvar"]


def test_draft_that_was_not_copied_has_nothing_to_change(agreement):
    assert places_to_change(make_version(agreement=agreement)) == ()
