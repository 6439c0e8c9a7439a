from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.calendar import follow_calendar
from publishing.days import day_of


class Command(BaseCommand):
    help = (
        "Note which agreements have come into force or run out. Safe to repeat; run it"
        " once a day. Pages are right without it: it fills the trail and the time line."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--on",
            type=day_of,
            help="the day to look from, as 2027-01-31; else today in Norway",
        )

    def handle(self, *, on, **options):
        today = timezone.localdate()
        if on and on > today:
            raise CommandError("--on: choose today or an earlier day.")
        noted = follow_calendar(on or today)
        with translation.override("nb"):
            self.stdout.write(
                _("In force since last time: %(entered)d. Run out: %(expired)d.")
                % noted._asdict()
            )
