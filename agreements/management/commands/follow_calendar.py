from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.calendar import follow_calendar


class Command(BaseCommand):
    help = (
        "Note which agreements have come into force or run out. Safe to repeat; run it"
        " once a day. Pages are right without it: it fills the trail and the time line."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            help="the day to look from, as 2027-01-31; else today in Norway",
        )

    def handle(self, *, on, **options):
        noted = follow_calendar(on or timezone.localdate())
        with translation.override("nb"):
            self.stdout.write(
                _("In force since last time: %(entered)d. Run out: %(expired)d.")
                % noted._asdict()
            )
