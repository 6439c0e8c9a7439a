"""A signed version to print, as the tests of its PDF share it."""

from datetime import date

from agreements.models import AgreementVersion
from agreements.paper import press
from agreements.paper.reading import paper_of
from tests.factories import (
    make_agreement,
    make_clause,
    make_county,
    make_partnership,
    make_party,
    make_responsibility,
    make_target_group,
    make_task,
    make_version,
    sign,
)

ADDRESS = "https://partnerskap.example/avtaler/eksempel/v1/"


def make_printable_agreement():
    return make_agreement(
        slug="eksempel",
        partnership=make_partnership(county=make_county(name="Østfylket")),
        title_nb="Avtale om karriereveiledning på øya",
        title_nn="Avtale om karriererettleiing på øya",
    )


def write(agreement, *, text="Partene samarbeider.", **given):
    """Return a signed version: clause 4, clause 4.2 below it, and who does what."""
    version = make_version(agreement=agreement, **given)
    make_clause(
        version=version, key="mal", number="4", position=1, heading_nb="Mål og ærend"
    )
    clause = make_clause(
        version=version,
        key="ansvar",
        number="4.2",
        position=2,
        heading_nb="Ansvar",
        heading_nn="Ansvaret",
        text_nb=text,
    )
    for position, member in enumerate(agreement.partnership.members.all()):
        party = make_party(version=version, partner=member, position=position)
    make_responsibility(
        version=version,
        party=party,
        clause=clause,
        task=make_task(name_nb="Veilede voksne"),
        involvement="leads",
        whole_county=True,
        target_groups=[make_target_group(name_nb="voksne")],
    )
    return sign(version, signed_on=date(2024, 3, 5))


def read(version):
    """Return a version as a request reads it."""
    return AgreementVersion.objects.select_related(
        "agreement__partnership__county"
    ).get(pk=version.pk)


def spelt(version):
    return press.spell(paper_of(read(version), ADDRESS))


def printed(version):
    return press.print_anew(spelt(version))
