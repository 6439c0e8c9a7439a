"""An agreement with two versions, for tests of what the public reads."""

from datetime import date

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
    make_version_event,
    sign,
)


def make_two_versions():
    """Return an agreement whose first version was replaced by one now in force."""
    county = make_county(name="Eksempelfylket")
    agreement = make_agreement(
        slug="eksempel", partnership=make_partnership(county=county, is_example=True)
    )
    first = write(agreement, date(2022, 1, 1), "Vi samarbeider.", "Vi samarbeider.")
    make_version_event(version=first, on=date(2023, 12, 31))
    write(agreement, date(2024, 1, 1), "Vi samarbeider mer.", "")
    return agreement


def write(agreement, first_day, text_nb, text_nn):
    """Return a signed version with a clause, a clause below it, and who does what."""
    version = make_version(agreement=agreement, agreed_from=first_day)
    make_clause(
        version=version, key="formal", number="1", position=1, heading_nb="Formål"
    )
    clause = make_clause(
        version=version,
        key="ansvar",
        number="8.2",
        position=2,
        heading_nb="Senteret",
        text_nb=text_nb,
        text_nn=text_nn,
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
    return sign(version, signed_on=first_day)
