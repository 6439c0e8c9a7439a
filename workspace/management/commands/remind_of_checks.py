from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import ngettext

from publishing.days import day_of
from workspace.checks.reminders import remind_of_checks


class Command(BaseCommand):
    help = (
        "Write e-mails that ask partners to confirm their facts; send_mail sends them."
        " Safe to repeat; run it once a day."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--on",
            type=day_of,
            help="the day to look from, as 2027-01-31; else today in Norway",
        )

    def handle(self, *, on, **options):
        count = remind_of_checks(on or timezone.localdate(), at=timezone.now())
        with translation.override("nb"):
            self.stdout.write(
                ngettext(
                    "%(count)d reminder written.", "%(count)d reminders written.", count
                )
                % {"count": count}
            )
