"""How the file of a partnership spells values: texts, days, instants; both ways."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from publishing.days import day_of
from publishing.importing import clean_formats


def texts_from(
    name: str, texts: dict[str, str] | None, languages: str
) -> dict[str, str]:
    """Return {name_nb: …} of a {"nb": …} object; what is not there is empty."""
    texts = texts or {}
    return {
        f"{name}_{language}": texts.get(language, "") for language in languages.split()
    }


def texts_of(row: Any, name: str) -> dict[str, str]:
    """Return {"nb": …} of the columns name_nb, …; languages without a text left out."""
    texts = {
        language: getattr(row, f"{name}_{language}", "")
        for language in ("nb", "nn", "en", "se")
    }
    return {language: text for language, text in texts.items() if text}


def day_from(text: str | None) -> date | None:
    """Return the day of a file, None when it has none; raise as `day_of` does."""
    return day_of(text) if text else None


def day_to(day: date | None) -> str | None:
    """Return a day as 2026-11-23."""
    return day.isoformat() if day else None


def instant_from(text: str | None) -> datetime | None:
    """Return an instant, or None; raise ValueError when it has no offset from UTC."""
    if not text:
        return None
    instant = datetime.fromisoformat(text)
    day_of(instant.date().isoformat())
    if instant.tzinfo is None:
        raise ValueError(
            _("“%(text)s” is no time as 2026-11-23T12:30:00+00:00.") % {"text": text}
        )
    return instant


def instant_to(instant: datetime | None) -> str | None:
    """Return an instant in UTC as 2026-11-23T12:30:00+00:00."""
    return instant.astimezone(UTC).isoformat() if instant else None


def made(model: type[models.Model], **values: Any) -> Any:
    """Create a row; raise LineRefused when a value has the wrong form."""
    row = model(**values)
    clean_formats(row)
    row.save(force_insert=True)
    return row
