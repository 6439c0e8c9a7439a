"""Write the plain values of a text as the rows of a draft: version_text, backwards."""

from django.db.models import F
from django.utils.translation import gettext as _

from counties.models import Municipality
from partners.models import Partner
from services.models import TargetGroup

from ..models import (
    AgreementVersion,
    Clause,
    ClauseExemption,
    Party,
    Responsibility,
    Task,
)
from .canonical import VersionText


class UnknownName(ValueError):
    """A text names a partner, task, group or municipality that is not there."""


def write_text(version: AgreementVersion, text: VersionText) -> None:
    """Give a version that has no parts yet the parts that `text` tells of.

    Its period is set too; agreement and written form are the version's own, whatever
    the text says of them. Municipalities are found by their codes, of today or of a
    county that has ended. Call it in a transaction. Raise UnknownName when something
    that the text names is not there.
    """
    version.agreed_from, version.agreed_to = text.agreed_from, text.agreed_to
    version.save(update_fields=["agreed_from", "agreed_to"])
    clauses = _write_clauses(version, text)
    parties = _write_parties(version, text)
    _write_responsibilities(version, text, clauses, parties)


def replace_text(version: AgreementVersion, text: VersionText) -> None:
    """Let the rows of a draft say what `text` says; nothing of the old text is left.

    Exemptions stay with the clause that has the same key. Raise as `write_text` does.
    """
    exempt = {
        exemption.clause.key: (exemption.legal_basis, exemption.decided_on)
        for clause in version.clauses.select_related("exemption")
        if (exemption := getattr(clause, "exemption", None))
    }
    version.responsibilities.all().delete()
    version.clauses.all().delete()
    version.parties.all().delete()
    write_text(version, text)
    for clause in version.clauses.filter(key__in=exempt):
        basis, decided_on = exempt[clause.key]
        ClauseExemption.objects.create(
            clause=clause, legal_basis=basis, decided_on=decided_on
        )


def _write_clauses(version, text):
    rows = [
        Clause(
            version=version,
            key=clause.key,
            number=clause.number,
            position=position,
            kind=clause.kind,
            heading_nb=clause.heading_nb,
            heading_nn=clause.heading_nn,
            text_nb=clause.text_nb,
            text_nn=clause.text_nn,
        )
        for position, clause in enumerate(text.clauses)
    ]
    return {row.key: row for row in Clause.objects.bulk_create(rows)}


def _write_parties(version, text):
    slugs = {party.partner for party in text.parties}
    partners = _found(Partner.objects.filter(slug__in=slugs), "slug", slugs)
    rows = [
        Party(
            version=version,
            partner_id=partners[party.partner],
            name=party.name,
            role_nb=party.role_nb,
            role_nn=party.role_nn,
            position=position,
        )
        for position, party in enumerate(text.parties)
    ]
    made = Party.objects.bulk_create(rows)
    return {party.partner: row for party, row in zip(text.parties, made, strict=True)}


def _write_responsibilities(version, text, clauses, parties):
    rows = text.responsibilities
    tasks = {row.task for row in rows}
    groups = {slug for row in rows for slug in row.target_groups}
    places = {code for row in rows for code in row.municipalities}
    tasks = _found(Task.objects.filter(slug__in=tasks), "slug", tasks)
    groups = _found(TargetGroup.objects.filter(slug__in=groups), "slug", groups)
    places = _found(
        Municipality.objects.filter(code__in=places).order_by(
            F("valid_from").asc(nulls_first=True)
        ),
        "code",
        places,
    )
    made = Responsibility.objects.bulk_create(
        Responsibility(
            version=version,
            task_id=tasks[row.task],
            party=parties[row.party],
            clause=clauses[row.clause],
            involvement=row.involvement,
            whole_county=row.whole_county,
            note_nb=row.note_nb,
            note_nn=row.note_nn,
            position=position,
        )
        for position, row in enumerate(rows)
    )
    for responsibility, row in zip(made, rows, strict=True):
        responsibility.target_groups.set([groups[slug] for slug in row.target_groups])
        responsibility.municipalities.set([places[code] for code in row.municipalities])


def _found(rows, name, wanted):
    """Return the keys of rows by their names; the latest of several."""
    found = dict(rows.values_list(name, "pk"))
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise UnknownName(
            _("%(name)s is not known here.") % {"name": ", ".join(missing)}
        )
    return found
