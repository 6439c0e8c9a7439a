"""Read what lies ahead, as plain values, for the public, for partners and for admin.

Each reading asks a fixed number of queries. Texts are in the language that is active.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from partners.models import Partner
from partners.standing import held_by
from publishing.local_text import LocalText
from publishing.models import Status

from ..models import (
    AgreementVersion,
    AnnualEvent,
    Clause,
    ClauseExemption,
    Deadline,
    Measure,
    Partnership,
    PartnershipMember,
    Party,
)
from .coming import (
    ANNUAL,
    ENTRY,
    EXPIRY,
    MEASURE,
    Point,
    Term,
    Window,
    asked_until,
    falls_away,
    runs_out,
)

SIGNED = AgreementVersion.State.SIGNED
WITHDRAWN = AgreementVersion.State.WITHDRAWN
# More than any county has; a bound for what a page or a file may hold. What lies
# furthest back is what does not find room.
MOST_ROWS = 2000
DAY = timedelta(days=1)


def public_points(
    partnership: Partnership,
    versions: Iterable[AgreementVersion],
    events: Iterable[AnnualEvent],
) -> list[Point]:
    """Return what the public can wait for, but for measures. One query.

    `versions` are the public versions of the partnership with their effective
    periods, and `events` those of its year; the page has read them already.
    """
    versions = list(versions)
    deadlines = _deadlines(_open_to_all(Deadline.objects.filter(version__in=versions)))
    return [
        *_turning_points(versions, partnership),
        *(_deadline_point(row) for row in deadlines),
        *(_event_point(row, partnership) for row in events),
    ]


def partner_points(
    partners: Collection[int], on: date, window: Window | None = None
) -> list[Point]:
    """Return what some partners may know, beyond the public too. Four queries.

    That is: what is signed in the public partnerships they are members of on a day,
    every version they are a party to (drafts, and what was withdrawn), the deadlines
    that they own in signed versions, and the plans of their partnerships. `partners`
    are keys. Nobody sees the draft of others. With a window, only what is open in it.
    """
    member_of = PartnershipMember.objects.valid_on(on).filter(partner__in=partners)
    party_to = Party.objects.filter(partner__in=partners).values("version")
    public = AgreementVersion.objects.public().filter(
        agreement__partnership__in=member_of.values("partnership")
    )
    versions = AgreementVersion.objects.filter(
        Q(pk__in=public.values("pk")) | Q(pk__in=party_to)
    )
    own = Q(owner__in=partners, version__state=SIGNED)
    deadlines = Deadline.objects.filter(own | Q(version__in=versions))
    plans = Partnership.objects.filter(
        ~Q(status=Status.DRAFT) | Q(agreements__versions__in=party_to),
        pk__in=member_of.values("partnership"),
    )
    return _points(versions, deadlines, plans, window)


def all_points(window: Window | None = None) -> list[Point]:
    """Return everything that lies ahead of anybody, drafts too. Four queries.

    With a window, only what is open in it.
    """
    versions = AgreementVersion.objects.all()
    deadlines = Deadline.objects.all()
    return _points(versions, deadlines, Partnership.objects.all(), window)


def points_for(
    user: AbstractBaseUser | AnonymousUser, on: date, window: Window | None = None
) -> list[Point]:
    """Return what a user may know: everything for a superuser, else as partners may.

    The partners are those that the user acts for on a day, in whatever capacity. With
    a window, only what is open in it.
    """
    if user.is_active and getattr(user, "is_superuser", False):
        return all_points(window)
    if not user.is_authenticated or not user.is_active:
        return []
    held = held_by(user, on)
    return partner_points(set(held.values_list("partner", flat=True)), on, window)


def deadlines_of(version: AgreementVersion) -> list[Point]:
    """Return what the public may know of the deadlines of one version, by day.

    One query. Those of a clause that is exempt from public access are left out.
    """
    rows = _deadlines(_open_to_all(Deadline.objects.filter(version=version)))
    return sorted(
        (_deadline_point(row) for row in rows),
        key=lambda point: (point.on, point.row),
    )


def fell_away(deadline: Deadline) -> bool:
    """Return whether its version was withdrawn, or ended early and before it."""
    version = deadline.version
    if version.state == SIGNED:
        return falls_away(deadline.on, _term(version))
    return version.state == WITHDRAWN


def _open_to_all(deadlines):
    exempt = ClauseExemption.objects.filter(
        clause__version=OuterRef("version"), clause__key=OuterRef("clause_key")
    )
    return deadlines.exclude(Exists(exempt))


def _points(
    versions: QuerySet[AgreementVersion],
    deadlines: QuerySet[Deadline],
    plans: QuerySet[Partnership],
    window: Window | None,
) -> list[Point]:
    running = plans.exclude(status=Status.ENDED).values("pk")
    measures = Measure.objects.filter(partnership__in=running)
    events = AnnualEvent.objects.filter(partnership__in=running)
    most: int | None = MOST_ROWS
    if window is not None:
        # Who asks of so few days is told of them all.
        most = None if window.late_from else MOST_ROWS
        # With the day after, to see whether another version takes over.
        days = DateRange(window.on, window.last + DAY, "[]")
        versions = versions.filter(effective__period__overlap=days)
        deadlines = _within(window, "on", deadlines.filter(done_on=None))
        open_ones = measures.exclude(state=Measure.State.DONE)
        measures = _within(window, "deadline", open_ones)
    return [
        *_turning_points(_signed(versions)[:most]),
        *(_deadline_point(row) for row in _deadlines(deadlines, most)),
        *(
            _measure_point(row)
            for row in _with_partnership(measures, "-deadline", most)
        ),
        *(_event_point(row) for row in _with_partnership(events, "-pk", most)),
    ]


def _within(window, name, rows):
    rows = rows.filter(**{f"{name}__lte": window.last})
    if window.late_from is None:
        return rows
    return rows.filter(**{f"{name}__gte": window.late_from})


def _deadlines(rows, most=MOST_ROWS):
    """Return deadlines with all that a point tells, the last day first."""
    clause = Clause.objects.filter(
        version=OuterRef("version"), key=OuterRef("clause_key")
    )
    party = Party.objects.filter(version=OuterRef("version"), partner=OuterRef("owner"))
    return (
        rows.select_related(
            "owner",
            "version__agreement__partnership__county",
            "version__effective",
        )
        .annotate(
            clause_number=Subquery(clause.values("number")[:1]),
            owner_is_party=Exists(party),
        )
        .order_by("-on", "-pk")[:most]
    )


def _with_partnership(rows, order, most):
    rows = rows.select_related("owner", "partnership__county")
    return rows.order_by(order, "-pk")[:most]


def _signed(versions):
    """Return the signed versions with all that a point tells; the council is one."""
    council = Party.objects.filter(
        version=OuterRef("pk"), partner__kind=Partner.Kind.COUNTY_COUNCIL
    ).order_by("position", "pk")
    return (
        versions.filter(state=SIGNED, effective__isnull=False)
        .select_related(
            "agreement__partnership__county",
            "agreement__partnership__steward",
            "effective",
        )
        .annotate(
            council_id=Subquery(council.values("partner")[:1]),
            council_name=Subquery(council.values("partner__name")[:1]),
        )
        .order_by("-pk")
    )


def _turning_points(versions, partnership=None):
    """Yield the first and the last day of the signed versions that ever hold."""
    terms = [(row, term) for row in versions if (term := _term(row))]
    of_agreement = defaultdict(list)
    for _row, term in terms:
        of_agreement[term.agreement].append(term)
    for row, term in terms:
        if term.first is not None:
            yield _version_point(row, ENTRY, term.first, partnership)
        if runs_out(term, of_agreement[term.agreement]):
            yield _version_point(row, EXPIRY, term.last, partnership)


def _term(version) -> Term | None:
    """Return the days a signed version holds; None when it never did."""
    period = version.effective.period
    if period.isempty:
        return None
    last = period.upper - timedelta(days=1) if period.upper else None
    return Term(version.agreement_id, period.lower, last, version.agreed_to)


def _version_point(version, kind, day, partnership):
    steward = (partnership or version.agreement.partnership).steward
    return Point(
        kind=kind,
        row=("agreementversion", version.pk),
        title=LocalText(),
        on=day,
        owner=steward.name if steward else getattr(version, "council_name", ""),
        owner_id=steward.pk if steward else getattr(version, "council_id", None),
        **_of_version(version, partnership),
    )


def _deadline_point(row):
    version = row.version
    signed = version.state == SIGNED
    term = _term(version) if signed else None
    page = _of_version(version)
    if page["url"] and row.clause_number:
        page["url"] += f"#punkt-{row.clause_number}"
    return Point(
        kind=row.kind,
        row=("deadline", row.pk),
        title=row.title,
        on=row.on,
        owner=row.owner.name,
        # Who is no party of a draft is not told of it.
        owner_id=row.owner_id if signed or row.owner_is_party else None,
        clause=row.clause_number or "",
        holds_to=term and asked_until(row.on, term),
        done_on=row.done_on,
        is_done=row.done_on is not None,
        is_cancelled=fell_away(row),
        **page,
    )


def _measure_point(row):
    return Point(
        kind=MEASURE,
        row=("measure", row.pk),
        title=row.title,
        on=row.deadline,
        owner=row.owner.name,
        owner_id=row.owner_id,
        is_done=row.state == Measure.State.DONE,
        **_of_partnership(row.partnership),
    )


def _event_point(row, partnership=None):
    return Point(
        kind=ANNUAL,
        row=("annualevent", row.pk),
        title=row.title,
        month=row.month,
        owner=row.owner.name,
        owner_id=row.owner_id,
        **_of_partnership(partnership or row.partnership),
    )


def _of_version(version, partnership=None):
    agreement = version.agreement
    partnership = partnership or agreement.partnership
    public = version.state == SIGNED and partnership.status != Status.DRAFT
    return {
        "county": partnership.county.name,
        "partnership": partnership.name,
        "agreement": agreement.title,
        "url": version.get_absolute_url() if public else "",
        "language": agreement.signed_language,
        "state": version.state,
        "version_id": version.pk,
        "is_example": agreement.is_example or partnership.is_example,
    }


def _of_partnership(partnership):
    county = partnership.county
    return {
        "county": county.name,
        "partnership": partnership.name,
        "url": ""
        if partnership.status == Status.DRAFT
        else f"{county.get_absolute_url()}#progress",
        "language": "nn" if county.language_decision == "nynorsk" else "nb",
        "holds_to": county.valid_to,
        "is_example": partnership.is_example,
    }
