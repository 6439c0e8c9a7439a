"""Where a version stands, and what comes next: the box at the top of its page."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.access import Standing, Thing
from partners.models import Membership, Partner
from partners.standing import standings_of
from publishing.writing import long_date

from ..life import thing_of
from ..models import AgreementVersion, Party, SignedDocument, VoidedSignature
from ..next_steps import Holder, NextStep, next_steps, way_forward
from ..phrases import listed
from .step_words import STEPS, who

# Steps that close a road; they stand apart from the others.
GRAVE = frozenset({"return_to_draft", "terminate", "withdraw"})


@dataclass(frozen=True)
class Life:
    """What is read of a version and its reader: the steps, and names for partners."""

    version: AgreementVersion
    thing: Thing
    standings: tuple[Standing, ...]
    steps: tuple[NextStep, ...]
    parties: tuple[Party, ...]
    names: dict[str, str]

    def step(self, action: str) -> NextStep | None:
        """Return a step by its name; None when it does not exist in the state."""
        return next((step for step in self.steps if step.action == action), None)

    def choices(self, slugs: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return partners as the choices of a form, parties in their own order."""
        order = {party.partner.slug: place for place, party in enumerate(self.parties)}
        ordered = sorted(slugs, key=lambda slug: (order.get(slug, len(order)), slug))
        return [(slug, self.names.get(slug, slug)) for slug in ordered]


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    is_forward: bool
    is_grave: bool


@dataclass(frozen=True)
class PartyLine:
    """A party and its signature; `waits_for` tells who is to sign, '' when done."""

    name: str
    signed: str
    waits_for: str


@dataclass(frozen=True)
class Box:
    """What the template shows. `first` and `last` are the days it really holds."""

    state: str
    word: str
    sentence: str
    buttons: tuple[Button, ...]
    others: tuple[tuple[str, str], ...]
    parties: tuple[PartyLine, ...]
    lacks_signatory: bool
    first: date | None
    last: date | None
    holds: str
    comments_url: str
    comment_count: int
    unanswered: int
    documents: tuple[SignedDocument, ...]
    voided: tuple[VoidedSignature, ...]


def read_life(version: AgreementVersion, user: AbstractBaseUser, *, on: date) -> Life:
    """Return the steps of a version on a day, as a user meets them. Six queries."""
    thing = thing_of(version, on)
    parties = tuple(
        version.parties.select_related("partner", "signature").order_by(
            "position", "pk"
        )
    )
    concerned = Q(slug__in=thing.owners) | Q(
        county__code__in=thing.counties, kind=Partner.Kind.COUNTY_COUNCIL, ended_on=None
    )
    partners = list(Partner.objects.filter(concerned).select_related("county"))
    names = {partner.slug: partner.name for partner in partners}
    holders = _holders(thing, on)
    names |= {holder.standing.partner: partner for holder, partner in holders}
    standings = standings_of(user, on)
    steps = next_steps(
        thing,
        standings=standings,
        holders=[holder for holder, _partner in holders],
        councils=[
            partner.slug
            for partner in partners
            if partner.kind == Partner.Kind.COUNTY_COUNCIL
            and partner.county
            and partner.county.code in thing.counties
        ],
        waiting=[
            party.partner.slug for party in parties if not hasattr(party, "signature")
        ],
        is_over=_is_over(version, on),
    )
    names |= {party.partner.slug: party.name for party in parties}
    return Life(version, thing, standings, steps, parties, names)


def _holders(thing: Thing, on: date) -> list[tuple[Holder, str]]:
    """Return everybody who may have a part in a version, each with the partner's name.

    Those who act for the whole country are left out: no step waits for them.
    """
    held = (
        Membership.objects.valid_on(on)
        .filter(
            Q(partner__slug__in=thing.owners)
            | Q(partner__county__code__in=thing.counties),
            user__is_active=True,
        )
        .exclude(role=Membership.Role.NATIONAL_ADMINISTRATOR)
        .select_related("user", "partner__county")
        .order_by("partner__slug", "role", "pk")
    )
    return [
        (
            Holder(
                Standing(
                    each.role,
                    each.partner.slug,
                    each.partner.county.code if each.partner.county else None,
                ),
                each.user.get_full_name(),
            ),
            each.partner.name,
        )
        for each in held
    ]


def _period(version):
    """Return the first and last day a version holds; None, None when not signed."""
    effective = getattr(version, "effective", None)
    if effective is None:
        return None, None
    period = effective.period
    if period.isempty:
        return None, None
    return period.lower, period.upper and period.upper - timedelta(days=1)


def _is_over(version, on):
    effective = getattr(version, "effective", None)
    if effective is None:
        return False
    _first, last = _period(version)
    return effective.period.isempty or (last is not None and last < on)


def read_box(life: Life, *, on: date) -> Box:
    """Return the box of a version. Three more queries."""
    version = life.version
    first, last = _period(version)
    comments = list(version.comments.values_list("answer", flat=True))
    return Box(
        state=version.state,
        word=capfirst(version.get_state_display()),
        sentence=_sentence(life),
        buttons=tuple(
            Button(
                capfirst(str(STEPS[step.action].name)),
                step_url(version, step.action),
                step.is_forward,
                step.action in GRAVE,
            )
            for step in life.steps
            if step.may
        ),
        others=tuple(_others(life)),
        parties=tuple(_party_lines(life)),
        lacks_signatory=any(
            taker.vacant
            for step in life.steps
            if step.action == "sign"
            for taker in step.takers
        ),
        first=first,
        last=last,
        holds=_holds(version, first, last, on),
        comments_url=reverse(
            "admin:agreements_agreementversion_comments", args=[version.pk]
        ),
        comment_count=len(comments),
        unanswered=sum(not answer for answer in comments),
        documents=tuple(
            version.signed_documents.select_related("partner").defer("content")
        ),
        voided=tuple(version.voided_signatures.select_related("partner")),
    )


def step_url(version: AgreementVersion, action: str) -> str:
    return reverse("admin:agreements_agreementversion_step", args=[version.pk, action])


def change_url(version: AgreementVersion) -> str:
    return reverse("admin:agreements_agreementversion_change", args=[version.pk])


def _holds(version, first, last, on):
    """Return now, later, ended or never for a signed version, else ''."""
    if version.state != AgreementVersion.State.SIGNED:
        return ""
    if version.effective.period.isempty:
        return "never"
    if first and first > on:
        return "later"
    return "ended" if last and last < on else "now"


def _sentence(life):
    """Return the next step and who takes it; '' for a version that has been signed."""
    state = life.version.state
    if state == AgreementVersion.State.WITHDRAWN:
        return _("This version was withdrawn. No step is left.")
    step = way_forward(life.steps)
    if step is None:
        return ""
    if step.action == "sign":
        return _signatures_so_far(life, step)
    name = STEPS[step.action].name
    if step.may:
        return _("Next step: %(step)s. You can take it.") % {"step": name}
    takers = listed(who(taker, life.names) for taker in step.takers)
    return _("Next step: %(step)s. It is taken by %(who)s.") % {
        "step": name,
        "who": takers,
    }


def _signatures_so_far(life, step):
    """Tell how many have signed, and for whom the reader can. Who is left is listed."""
    told = _("%(signed)d of %(all)d parties have signed.") % {
        "signed": len(life.parties) - len(step.takers),
        "all": len(life.parties),
    }
    if not step.may:
        return told
    mine = listed(name for _slug, name in life.choices(step.own))
    return f"{told} " + _("You can sign for %(parties)s.") % {"parties": mine}


def _others(life):
    """Tell of the steps that the reader may not take, and who may.

    The next step, and who signs, is told above. Steps of the same people are one line.
    """
    told: dict[str, list[str]] = {}
    for step in life.steps:
        if step.may or step.is_forward or not step.takers:
            continue
        takers = step.takers
        if step.action == "add_document":
            takers = [replace(each, people=()) for each in takers if not each.vacant]
        names = listed(who(taker, life.names) for taker in takers)
        if names:
            told.setdefault(names, []).append(str(STEPS[step.action].name))
    return [(capfirst(listed(steps)), names) for names, steps in told.items()]


def _party_lines(life):
    """Return the parties with their signatures, while they sign and afterwards."""
    shown = {AgreementVersion.State.FOR_APPROVAL, AgreementVersion.State.SIGNED}
    if life.version.state not in shown or life.version.is_transcript:
        return
    signing = life.step("sign")
    waits = {taker.partner: taker for taker in signing.takers} if signing else {}
    for party in life.parties:
        signature = getattr(party, "signature", None)
        signed = waits_for = ""
        if signature is not None:
            signed = _("%(name)s, %(office)s, %(date)s") % {
                "name": signature.name,
                "office": signature.office,
                "date": long_date(signature.signed_on),
            }
        elif party.partner.slug in waits:
            waits_for = _signatory(waits[party.partner.slug])
        yield PartyLine(party.name, signed, waits_for)


def _signatory(taker):
    if taker.vacant:
        return _("waits; nobody is registered as signatory yet")
    if taker.people:
        return _("waits for %(people)s") % {"people": listed(taker.people)}
    return _("waits for the signatory")
