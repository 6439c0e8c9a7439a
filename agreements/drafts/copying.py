"""A draft copied from a published agreement, and what has to be changed in it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from counties.models import County, Municipality
from partners.models import Partner

from ..life import StepRefused
from ..models import (
    Agreement,
    AgreementVersion,
    ClauseExemption,
    Partnership,
    Responsibility,
    Task,
)
from ..stepping import (
    Actor,
    record,
)
from ..text.version_text import version_text
from .adapting import (
    Adapted,
    Somebody,
    adapt,
    counterparts,
    mentions,
)
from .opening import (
    carry_exemptions,
    latest_signed,
    new_draft,
    opening,
)


@dataclass(frozen=True)
class LeftOut:
    """What did not come with a copied text, by the names that a reader knows.

    `split` has each municipality that was divided, with what it became. `exempt` are
    numbers and headings of clauses whose text stayed behind.
    """

    parties: tuple[str, ...] = ()
    responsibilities: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exempt: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to tell."""
        return self == LeftOut()


@dataclass(frozen=True)
class Place:
    """Where a draft still names somebody of the county it was copied from.

    In the clause with the key `clause`, a note of its responsibilities included, or in
    the part of the party with the slug `party`; the other one is ''.
    """

    clause: str
    party: str
    names: tuple[str, ...]


def copy_as_template(
    version: AgreementVersion,
    agreement: Agreement,
    *,
    actor: Actor,
    at: datetime | None = None,
) -> tuple[AgreementVersion, LeftOut]:
    """Open a draft of `agreement` made from `version`; return it and what was left out.

    The version is a public one of any county, or a signed one of the same county.
    Clauses keep their keys and parties are exchanged as `adapting.counterparts` tells;
    the period is empty, and the draft follows the latest signed version. An exempt
    text never leaves its county. Raise StepRefused when the version may not be copied.
    """
    partnership = agreement.partnership
    with opening(agreement, partnership, actor, at) as on:
        version = AgreementVersion.objects.select_related(
            "agreement__partnership__county"
        ).get(pk=version.pk)
        same_county = version.agreement.partnership_id == partnership.pk
        readable = AgreementVersion.objects
        readable = readable.signed() if same_county else readable.public()
        if not readable.filter(pk=version.pk).exists():
            raise StepRefused(_("Only an agreement that is published can be copied."))
        text = version_text(version)
        codes = {code for row in text.responsibilities for code in row.municipalities}
        adapted = adapt(
            text,
            counterparts(
                parties_of(version),
                members_of(partnership, on),
                partnership.county.code,
            ),
            municipalities={},
            there=codes_in(partnership.county, codes),
            exempt=() if same_county else exempt_keys(version),
        )
        draft = new_draft(
            agreement,
            adapted.text,
            previous=latest_signed(agreement),
            copied_from=version,
        )
        if same_county:
            carry_exemptions(version, draft)
        left_out = told(version, adapted)
        details = {
            "copied_from": str(version.public_id),
            "digest": version.content_digest,
            "left_out": as_details(left_out),
        }
        record(draft, "copy_as_template", actor, at, after=draft.state, details=details)
        return draft, left_out


def places_to_change(draft: AgreementVersion) -> tuple[Place, ...]:
    """Return where a copied draft still names the other county or somebody there.

    Asked of the text as it stands, so the list gets shorter while one works; empty for
    a draft that was not copied. Names are those of the county, of its municipalities
    and of the parties, unless somebody here is called the same.
    """
    source = draft.copied_from
    if source is None:
        return ()
    county = draft.agreement.partnership.county
    parties = list(draft.parties.select_related("partner").order_by("position", "pk"))
    own_people = {
        *draft.agreement.partnership.members.values_list("name", flat=True),
        *(party.name for party in parties),
        *(party.partner.name for party in parties),
    }
    own = {*own_people, *_place_names(county)}
    names = {
        name
        for party in source.parties.select_related("partner")
        for name in (party.name, party.partner.name)
        # «NAV» is no other county's when «NAV Innlandet» is a party here.
        if not any(
            mentions(person.casefold(), [name.casefold()]) for person in own_people
        )
    }
    names |= _place_names(source.agreement.partnership.county)
    notes: dict[int, list[str]] = {}
    for row in draft.responsibilities.all():
        notes.setdefault(row.clause_id, []).extend([row.note_nb, row.note_nn])
    texts = [
        (clause.key, "", [*_words(clause, "heading text"), *notes.get(clause.pk, [])])
        for clause in draft.clauses.order_by("position", "pk")
    ]
    texts += [("", party.partner.slug, _words(party, "role")) for party in parties]
    return tuple(
        Place(clause, party, found)
        for clause, party, words in texts
        if (found := mentions("\n".join(words), names, own))
    )


def parties_of(version: AgreementVersion) -> list[Somebody]:
    """Return the parties of a version in their order, as adapting.py wants them."""
    parties = version.parties.order_by("position", "pk").select_related(
        "partner__county", "partner__municipality"
    )
    return [_somebody(party.partner) for party in parties]


def members_of(partnership: Partnership, on: date) -> list[Somebody]:
    """Return who is a member on a day, or will be later, in their order."""
    members = partnership.memberships.exclude(valid_to__lt=on).select_related(
        "partner__county", "partner__municipality"
    )
    found = {member.partner.slug: _somebody(member.partner) for member in members}
    return list(found.values())


def exempt_keys(version: AgreementVersion) -> set[str]:
    """Return the keys of the clauses whose text is exempt from public access."""
    exempt = ClauseExemption.objects.filter(clause__version=version)
    return set(exempt.values_list("clause__key", flat=True))


def codes_in(county: County, codes: Iterable[str]) -> set[str]:
    """Return those of the codes that are, or were, municipalities of a county."""
    found = Municipality.objects.filter(county=county, code__in=list(codes))
    return set(found.values_list("code", flat=True))


def told(version: AgreementVersion, adapted: Adapted) -> LeftOut:
    """Return what `adapted` leaves out of a version, by name. At most three queries."""
    codes = {*adapted.municipalities}
    codes.update(code for old, new in adapted.split for code in (old, *new))
    places = dict(
        Municipality.objects.filter(code__in=codes).values_list("code", "name")
    )
    tasks = {
        task.slug: str(task)
        for task in Task.objects.filter(
            slug__in={row.task for row in adapted.responsibilities}
        )
    }
    names = dict(version.parties.values_list("partner__slug", "name"))
    clauses = version.clauses.filter(key__in=adapted.exempt).order_by("position", "pk")
    return LeftOut(
        parties=tuple(party.name for party in adapted.parties),
        responsibilities=tuple(
            dict.fromkeys(
                f"{names[row.party]}: "
                f"{Responsibility.Involvement(row.involvement).label}, "
                f"{tasks[row.task]}"
                for row in adapted.responsibilities
            )
        ),
        municipalities=tuple(places[code] for code in adapted.municipalities),
        split=tuple(
            (places[old], tuple(places[code] for code in new))
            for old, new in adapted.split
        ),
        exempt=tuple(str(clause) for clause in clauses),
    )


def as_details(left_out: LeftOut) -> dict[str, object]:
    """Return what was left out for the audit trail: what there is, as lists."""
    return {
        name: [list(each) if isinstance(each, tuple) else each for each in values]
        for name, values in asdict(left_out).items()
        if values
    }


def _somebody(partner: Partner) -> Somebody:
    return Somebody(
        partner=partner.slug,
        kind=partner.kind,
        name=partner.name,
        county=partner.county.code if partner.county else "",
        municipality=partner.municipality.code if partner.municipality else "",
    )


def _place_names(county: County) -> set[str]:
    """Return the names of a county and its municipalities, of any time."""
    names = {county.name, county.official_name}
    municipalities = county.municipalities.values_list("name", "official_name")
    for name, official in municipalities:
        # «Harstad - Hárstták» is written either way.
        names.update((name, official, *name.split(" - ")))
    return names - {""}


def _words(row: object, fields: str) -> list[str]:
    return [
        getattr(row, f"{field}_{language}")
        for field in fields.split()
        for language in ("nb", "nn")
    ]
