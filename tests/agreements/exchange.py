"""Content to export, with true digests, and an import into a state without it."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection, transaction

from agreements.exchange.partnership_export import (
    partnership_content,
    spell_file,
)
from agreements.models import AgreementVersion
from agreements.text.canonical import content_digest
from agreements.text.version_text import version_text
from publishing.importing import check_deferred_constraints
from tests.factories import (
    make_agreement,
    make_annual_event,
    make_body,
    make_clause,
    make_county,
    make_deadline,
    make_exemption,
    make_measure,
    make_municipality,
    make_partner,
    make_partnership,
    make_partnership_member,
    make_party,
    make_responsibility,
    make_role,
    make_role_answer,
    make_role_description,
    make_seat,
    make_signature,
    make_target_group,
    make_task,
    make_version,
    make_version_event,
    move,
)

# In the order in which rows can go once the triggers that keep them are asleep.
TABLES = """
    versionevent effectiveperiod clauseexemption deadline signature
    responsibility_target_groups responsibility_municipalities responsibility party
    clause agreementversion agreement roleanswer roledescription role seat body
    annualevent measure partnershipmember partnership
""".split()


@contextmanager
def taken_back():
    """Undo everything that is done to the database inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def forget_partnerships():
    """Take everything of partnerships away, as only the owner of the tables can."""
    check_deferred_constraints()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE agreements_{table} DISABLE TRIGGER USER")
        for table in TABLES:
            cursor.execute(f"DELETE FROM agreements_{table}")  # noqa: S608
        check_deferred_constraints()
        for table in TABLES:
            cursor.execute(f"ALTER TABLE agreements_{table} ENABLE TRIGGER USER")


def exported(agreement, **given):
    """Return the file of an agreement, as text."""
    agreement = type(agreement).objects.get(pk=agreement.pk)
    return spell_file(partnership_content(agreement.partnership, agreement, **given))


def load(folder, text):
    """Import a file; return what is said of it, and whether it was fine."""
    path = folder / "file.json"
    path.write_text(text, encoding="utf-8")
    output = StringIO()
    try:
        call_command("import_agreements", str(path), stdout=output)
    except CommandError as error:
        return output.getvalue() + str(error), False
    return output.getvalue(), True


def digests():
    """Return number and digest of all that is signed; each digest is the text's."""
    found = {}
    for version in AgreementVersion.objects.signed().order_by("number"):
        digest = content_digest(version_text(version))
        assert digest == version.content_digest
        found[version.agreement.slug, version.number] = digest
    return found


def finish(version, **signature):
    """Have all parties sign the text that a draft has, with its true digest."""
    version.content_digest = content_digest(version_text(version))
    version.number = version.agreement.versions.exclude(number=None).count() + 1
    move(version, "for_approval")
    for party in version.parties.all():
        make_signature(party=party, **signature)
    version.state = AgreementVersion.State.SIGNED
    version.save()
    return version


def write_draft(agreement, *, text="Partene samarbeider.", **given):
    """Return a draft with two clauses, and who does what in one municipality."""
    version = make_version(agreement=agreement, **given)
    members = agreement.partnership.members.order_by("pk")
    parties = [
        make_party(version=version, partner=member, position=place, role_nn="Part")
        for place, member in enumerate(dict.fromkeys(members))
    ]
    make_clause(version=version, key="formal", number="1", position=0, text_nb=text)
    clause = make_clause(
        version=version,
        key="ansvar",
        number="1.1",
        position=1,
        heading_nn="Ansvar",
        text_nb="Linje én.\r\n\r\n- Nav «leder» 👋🏽",
        text_nn="Linje éin.",
    )
    county = agreement.partnership.county
    for position, place in enumerate([[make_municipality(county=county)], []]):
        make_responsibility(
            version=version,
            party=parties[position],
            clause=clause,
            task=make_task(),
            municipalities=place,
            target_groups=[make_target_group(), make_target_group()],
            note_nn="Om våren." if place else "",
            position=position,
        )
    return version


def make_everything():
    """Return an agreement with one of each thing that the format can tell of."""
    county = make_county()
    council = make_partner(kind="county_council", county=county)
    nav = make_partner(kind="nav", county=county)
    partnership = make_partnership(
        county=county,
        members=[nav, council],
        slug="eksempelfylket",
        name_se="Ovdamearka",
        steward=council,
        coordinator_nn="Koordinator",
        organisation_models=["umbrella_brand"],
        source="Eksempel",
        as_of="2024-03",
        is_example=True,
    )
    make_partnership_member(
        partnership=partnership,
        partner=make_partner(),
        position=2,
        valid_from=date(2020, 1, 1),
        valid_to=date(2020, 12, 31),
    )
    returned = partnership.memberships.get(position=2).partner
    make_partnership_member(
        partnership=partnership,
        partner=returned,
        position=3,
        valid_from=date(2022, 1, 1),
    )
    template = finish(write_draft(make_agreement(slug="malen")))
    agreement = make_agreement(
        slug="eksempel",
        partnership=partnership,
        title_se="Ovdamearka",
        source="Eksempel",
        as_of="2024-03-05",
        signed_language="nn",
        continues=template.agreement,
    )
    first = finish(
        write_draft(agreement, copied_from=template, agreed_to=date(2029, 12, 31)),
        signed_at=datetime(2024, 3, 5, 9, 30, 12, 345, tzinfo=UTC),
        method="electronic",
        case_number="2024/17",
        archive_reference="2024/17-3",
    )
    make_exemption(clause=first.clauses.get(key="formal"))
    make_version_event(version=first, on=date(2025, 12, 31), note_nb="Erstattet.")
    make_version_event(version=first, kind="archived", reference="ARK-1")
    make_deadline(version=first, owner=nav, clause_key="ansvar")
    make_deadline(
        version=first,
        owner=council,
        kind="other",
        title_nn="Send rapport",
        done_on=date(2025, 2, 1),
    )
    second = finish(
        write_draft(agreement, agreed_from=date(2026, 1, 1), previous=first)
    )
    for text in ("Et utkast.", "Et annet utkast.", "Et annet utkast."):
        draft = write_draft(agreement, text=text, previous=second)
    move(draft, "for_comment")
    make_version(agreement=agreement, state="withdrawn", previous=second)
    role = make_role(partnership=partnership, partner=nav, name_se="Rolla")
    described = make_role_description(
        role=role, for_professionals_nn="- møte", deputy="Eksempel"
    )
    make_role_answer(
        description=described, answer="objected", reason="For mykje.", language="nn"
    )
    make_role_answer(description=described)
    make_role_description(
        role=role, number=2, status="draft", valid_from=date(2027, 1, 1)
    )
    make_role(partnership=partnership, is_example=True, position=1)
    body = make_body(partnership=partnership, description_nn="Ei gruppe.")
    for title in ("leder", "medlem", "medlem"):
        make_seat(body=body, partner=nav, title_nb=title, valid_to=date(2030, 1, 1))
    for description in ("Om våren.", "Om høsten."):
        make_annual_event(
            partnership=partnership, owner=nav, description_nb=description
        )
        make_measure(partnership=partnership, owner=nav, description_nb=description)
    check_deferred_constraints()
    return agreement
