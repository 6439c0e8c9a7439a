from django.core.management.base import BaseCommand
from django.utils import timezone

from workspace.imports.operations import forget_old


class Command(BaseCommand):
    help = "Delete files for import that were sent in more than a day ago."

    def handle(self, **options):
        self.stdout.write(f"{forget_old(timezone.now())} slettet")
