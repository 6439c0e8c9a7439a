"""Which pages about drafts lead on from a version, for the one who reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.access import matrix
from partners.standing import standings_of

from ..drafts.copying import (
    LeftOut,
    places_to_change,
)
from ..drafts.drafting import (
    UNSIGNED,
    is_behind,
)
from ..drafts.opening import (
    latest_signed,
    may_open,
)
from ..drafts.renewal import successor_partnerships
from ..life import may_act
from ..models import Agreement, AgreementVersion, Partnership
from ..phrases import listed
from .choices import WRITABLE

SIGNED = AgreementVersion.State.SIGNED


@dataclass(frozen=True)
class DraftLink:
    """A page, and in a few words what it is good for."""

    label: str
    url: str
    hint: str


@dataclass(frozen=True)
class NamesLeft:
    """Where a copied text still names the county that it came from."""

    label: str
    names: str


def page_url(version: AgreementVersion, page: str) -> str:
    """Return the address of one of the pages of `WithDrafts`."""
    return reverse(f"admin:agreements_agreementversion_{page}", args=[version.pk])


def draft_links(
    version: AgreementVersion, user: AbstractBaseUser, *, on: date
) -> list[DraftLink]:
    """Return the pages that say or do something about a version on a day."""
    found = [
        ("preview", _("Preview"), _("The page as the public will read it.")),
        ("compare", _("Compare"), _("What changes, in sentences and word by word.")),
        ("impact", _("What would the draft change?"), _("For whom, and where.")),
        (
            "rebase",
            _("Bring up to date"),
            _("A newer version has been signed since the draft was opened."),
        ),
        (
            "merge",
            _("Merge with another draft"),
            _("Two drafts of the same version become one."),
        ),
        ("amend", _("Open an amendment"), _("A draft that carries all clauses over.")),
        ("copy", _("Copy as a template"), _("Into another agreement of yours.")),
        ("renew", _("Renew in the new county"), _("The county has ended.")),
    ]
    wanted = set(pages_for(version, user, on=on))
    return [
        DraftLink(label, address_of(version, page), hint)
        for page, label, hint in found
        if page in wanted
    ]


def address_of(version: AgreementVersion, page: str) -> str:
    if page == "impact":
        return reverse("national_goals:impact", args=[version.public_id])
    return page_url(version, page)


def pages_for(
    version: AgreementVersion, user: AbstractBaseUser, *, on: date
) -> Iterable[str]:
    """Yield the pages that make sense, and that the user has the right to use."""
    is_signed = version.state == SIGNED
    if not is_signed:
        yield "preview"
        if comparable(version).exists():
            yield "compare"
    if version.state in UNSIGNED and may_act(user, "view", version, on=on):
        yield "impact"
    if version.state in WRITABLE and version.previous_id:
        behind, others = is_behind(version), siblings(version).exists()
        if (behind or others) and may_act(user, "change", version, on=on):
            yield from ["rebase"] * bool(behind) + ["merge"] * others
    if not is_signed:
        return
    partnership = version.agreement.partnership
    if partnership.county.valid_to and partnership.county.valid_to < on:
        successors = successor_partnerships(version.agreement, on)
        if any(may_open(user, each, on=on) for each in successors):
            yield "renew"
    elif version == latest_signed(version.agreement) and may_open(
        user, partnership, on=on
    ):
        yield "amend"
    if agreements_open_to(user, on=on):
        yield "copy"


def comparable(version: AgreementVersion) -> QuerySet[AgreementVersion]:
    """Return the versions that a draft can be compared with: the signed ones."""
    return AgreementVersion.objects.filter(
        agreement=version.agreement_id, state=SIGNED
    ).exclude(pk=version.pk)


def siblings(version: AgreementVersion) -> QuerySet[AgreementVersion]:
    """Return the other drafts that were opened from the same version."""
    return AgreementVersion.objects.filter(
        agreement=version.agreement_id,
        previous=version.previous_id,
        state__in=WRITABLE,
    ).exclude(pk=version.pk)


def agreements_open_to(user: AbstractBaseUser, *, on: date) -> QuerySet[Agreement]:
    """Return the agreements in which a user may open a draft on a day."""
    roles = matrix()["agreement_version"]["add"].reach
    standings = [each for each in standings_of(user, on) if each.role in roles]
    partnerships = (
        Partnership.objects.filter(
            Q(county__code__in={each.county for each in standings})
            | Q(members__slug__in={each.partner for each in standings})
        )
        .exclude(county__valid_to__lt=on)
        .select_related("county")
        .distinct()
    )
    mine = [each.pk for each in partnerships if may_open(user, each, on=on)]
    return Agreement.objects.filter(partnership__in=mine).order_by("slug")


def names_left(version: AgreementVersion) -> list[NamesLeft]:
    """Return where the text of a copied draft still names the other county."""
    if version.copied_from_id is None or version.state not in WRITABLE:
        return []
    clauses = {clause.key: str(clause) for clause in version.clauses.all()}
    parties = dict(version.parties.values_list("partner__slug", "name"))
    return [
        NamesLeft(
            clauses.get(place.clause) or parties.get(place.party, ""),
            listed(f"«{name}»" for name in place.names),
        )
        for place in places_to_change(version)
    ]


def left_out_in_words(left_out: LeftOut) -> list[str]:
    """Return a sentence for each thing that did not come with a copied text."""
    told = [
        (left_out.parties, _("Parties that have no counterpart here: %(names)s.")),
        (
            left_out.responsibilities,
            _("Responsibilities that were left out: %(names)s."),
        ),
        (
            left_out.municipalities,
            _("Municipalities that are not in this county: %(names)s."),
        ),
        (
            left_out.exempt,
            _("Exempt from public access, so only the heading came along: %(names)s."),
        ),
    ]
    sentences = [
        sentence % {"names": "; ".join(names)} for names, sentence in told if names
    ]
    sentences += [
        _("%(old)s was divided: %(new)s. Check what each of them is to do.")
        % {"old": old, "new": listed(new)}
        for old, new in left_out.split
    ]
    return sentences
