"""Drafts of the shipped example agreement, for tests of what they would change."""

from agreements.models import Agreement, AgreementVersion
from counties.models import Municipality
from tests import factories as make

EXAMPLE = "eksempel-innlandet"
NORTH = ("3433", "3434")


def in_innlandet(*, but=()):
    """Return Innlandet's municipalities of today."""
    rows = Municipality.objects.filter(county__code="34", valid_to=None)
    return list(rows.exclude(code__in=but))


def version_of_example(number):
    return AgreementVersion.objects.get(agreement__slug=EXAMPLE, number=number)


def draft_like(version, change=lambda row: [{}]):
    """Return a draft with the parties and responsibilities of a version.

    `change` gets each responsibility and returns what its copies have of their own:
    one empty dict is a plain copy, an empty list leaves it out.
    """
    draft = AgreementVersion.objects.create(
        agreement=Agreement.objects.get(pk=version.agreement_id), previous=version
    )
    clause = make.make_clause(version=draft)
    parties = {
        party.partner.slug: make.make_party(
            version=draft, partner=party.partner, name=party.name
        )
        for party in version.parties.select_related("partner")
    }
    for row in version.responsibilities.select_related("task", "party__partner"):
        for own in change(row):
            given = {
                "task": row.task,
                "involvement": row.involvement,
                "target_groups": list(row.target_groups.all()),
                "municipalities": list(row.municipalities.all()),
                "party": row.party.partner.slug,
                **own,
            }
            party = parties[given.pop("party")]
            make.make_responsibility(version=draft, clause=clause, party=party, **given)
    return draft


def laid_off_in_the_north_to_nav(row):
    """Give Nav the laid-off in Lom and Skjåk, whom Karriere Innlandet has."""
    groups = list(row.target_groups.values_list("slug", flat=True))
    if groups != ["laid_off"] or row.party.partner.slug != "karriere-innlandet":
        return [{}]
    return [
        {"municipalities": in_innlandet(but=NORTH)},
        {
            "party": "nav-innlandet",
            "municipalities": list(
                Municipality.objects.filter(code__in=NORTH, valid_to=None)
            ),
        },
    ]
