import sys
from io import TextIOWrapper
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.exchange.partnership_export import (
    partnership_content,
    spell_file,
)
from agreements.models import Agreement, Partnership


class Command(BaseCommand):
    help = (
        "Write an agreement with its partnership as the JSON that import_agreements"
        " reads."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "slug", help="Of an agreement, or of a partnership that has none."
        )
        parser.add_argument(
            "--output", type=Path, help="Write to this file, not to the screen."
        )
        parser.add_argument(
            "--with-drafts",
            action="store_true",
            help="Also what is not signed yet, and drafts of role descriptions.",
        )

    def handle(self, *, slug, output, with_drafts, **options):
        with translation.override("nb"):
            agreement = Agreement.objects.filter(slug=slug).first()
            partnership = (
                agreement.partnership
                if agreement
                else Partnership.objects.filter(slug=slug, agreements=None).first()
            )
            if partnership is None:
                raise CommandError(
                    _("There is no agreement at the address “%(slug)s”.")
                    % {"slug": slug}
                )
            content = partnership_content(
                partnership, agreement, with_drafts=with_drafts
            )
            text = spell_file(content)
            if output is None:
                # JSON is UTF-8, whatever the terminal's own encoding.
                if isinstance(sys.stdout, TextIOWrapper):
                    sys.stdout.reconfigure(encoding="utf-8")
                self.stdout.write(text, ending="")
                return
            try:
                output.write_text(text, encoding="utf-8")
            except OSError as error:
                raise CommandError(
                    _("The file %(path)s cannot be written: %(error)s.")
                    % {"path": output, "error": error.strerror}
                ) from error
