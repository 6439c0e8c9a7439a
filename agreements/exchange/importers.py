"""Load tasks from CSV, and a partnership with its agreement and roles from JSON."""

import json
from pathlib import Path

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from publishing.cells import LineRefused, all_of
from publishing.importing import (
    FileRefused,
    Report,
    Row,
    check_deferred_constraints,
    convert,
    first_line,
    read_csv,
    synchronise,
)
from publishing.refusals import known_reason
from services.models import Need

from ..models import Task
from .partnership_file import PartnershipFile

DATA = Path(__file__).parent.parent / "data"
TASK_COLUMNS = "slug partnership_task name_nb name_nn name_en needs".split()


def import_tasks(path: Path) -> list[Report]:
    """Load the tasks of guidance work and the needs that each answers."""
    report = Report(path.name)
    needs = dict(Need.objects.values_list("slug", "pk"))

    def to_row(line, values):
        if values["partnership_task"] not in {"1", "2", "3", "4"}:
            raise LineRefused(_("partnership_task: write 1, 2, 3 or 4."))
        return Row(
            line,
            values["slug"],
            {
                "partnership_task": int(values["partnership_task"]),
                "name_nb": values["name_nb"],
                "name_nn": values["name_nn"],
                "name_en": values["name_en"],
                "position": line,
            },
            {"needs": all_of(needs, values, "needs")},
        )

    lines = read_csv(path, TASK_COLUMNS, ["slug", "partnership_task"])
    synchronise(Task, convert(lines, to_row, report), report)
    return [report]


def import_agreements(path: Path, *, force: bool = False) -> list[Report]:
    """Load one partnership with everything that belongs to it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise FileRefused(
            _("The file %(path)s cannot be read as JSON: %(error)s.")
            % {"path": path.name, "error": error}
        ) from error
    report = Report(path.name)
    try:
        with transaction.atomic():
            PartnershipFile(report, force).load(content)
            check_deferred_constraints()
    except KeyError as error:
        report.reject(0, _("%(key)s is missing or not known.") % {"key": error})
    except (TypeError, AttributeError) as error:
        report.reject(
            0,
            _("The file is not built as docs/import-formats.md tells: %(error)s.")
            % {"error": error},
        )
    except IntegrityError as error:
        report.reject(0, str(known_reason(error) or first_line(error)))
    except (LineRefused, DataError, ValueError) as error:
        report.reject(0, first_line(error))
    return [report]
