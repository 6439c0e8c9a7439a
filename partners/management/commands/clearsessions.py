"""Django's own command, which here also forgets guesses that are out of date."""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.management.commands import clearsessions

from partners.accounts.throttle import forget

# Longer than any pace remembers.
KEPT_FOR = timedelta(days=2)


class Command(clearsessions.Command):
    def handle(self, **options):
        super().handle(**options)
        forget(datetime.now(UTC) - KEPT_FOR)
