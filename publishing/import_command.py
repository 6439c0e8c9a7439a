"""What the import commands of all apps have in common."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from .importing import FileRefused


class ImportCommand(BaseCommand):
    """Import a file: all or nothing, with a report; status 1 when a line is rejected.

    A subclass sets `importer`, a function (path, *, force) -> list of Report.
    """

    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Report, but change nothing."
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="Overwrite also the rows that a person has edited.",
        )

    def handle(self, *, path, dry_run, force, **options):
        with translation.override("nb"):
            try:
                with transaction.atomic():
                    reports = type(self).importer(path, force=force)
                    rejected = sum(len(report.rejected) for report in reports)
                    if rejected or dry_run:
                        transaction.set_rollback(True)
            except FileRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            for report in reports:
                for line in report.lines():
                    self.stdout.write(line)
            if rejected:
                raise CommandError(
                    _(
                        "Nothing was imported. Correct the rejected lines and try"
                        " again."
                    ),
                    returncode=1,
                )
            if dry_run:
                self.stdout.write(_("Nothing was changed: this was a dry run."))
