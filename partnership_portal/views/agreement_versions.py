"""The public versions of a partnership's agreements, and which holds on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from agreements.models import AgreementVersion, Partnership

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Version:
    """A public version with the days it really holds; both inclusive, None is open."""

    row: AgreementVersion
    first_day: date | None
    last_day: date | None

    def holds_on(self, day: date) -> bool:
        """Return whether the version is in force on a day."""
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )

    def state_on(self, day: date) -> str:
        """Return a state that `status_tag` knows, as seen from a day."""
        if self.holds_on(day):
            return "in_force"
        return "upcoming" if self.first_day and day < self.first_day else "ended"

    @property
    def sample_day(self) -> date | None:
        """Return a day on which it holds, for a link; None when both ends are open."""
        return self.first_day or self.last_day


def versions_of(partnership: Partnership | None) -> list[Version]:
    """Return the public versions, those that began last first. At most one query."""
    if partnership is None:
        return []
    rows = (
        AgreementVersion.objects.public()
        .filter(agreement__partnership=partnership, effective__isnull=False)
        .select_related("agreement", "effective")
        .order_by("agreement__slug", "-number")
    )
    versions = [
        Version(
            row,
            row.effective.period.lower,
            row.effective.period.upper - DAY if row.effective.period.upper else None,
        )
        for row in rows
        if not row.effective.period.isempty
    ]
    return sorted(
        versions, key=lambda version: version.first_day or date.min, reverse=True
    )


def shown_on(versions: list[Version], day: date) -> Version | None:
    """Return the version in force on a day, else the one that ended last, else None."""
    holding = [version for version in versions if version.holds_on(day)]
    if holding:
        return holding[0]
    over = [version for version in versions if version.state_on(day) == "ended"]
    return max(over, key=lambda version: version.last_day or date.min, default=None)


def public_partnership(county) -> Partnership | None:
    """Return the county's partnership when the public may see it."""
    partnership = getattr(county, "partnership", None)
    if partnership is None or partnership.status == "draft":
        return None
    return partnership
