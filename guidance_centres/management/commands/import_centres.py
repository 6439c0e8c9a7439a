from guidance_centres.importers import import_centres
from publishing.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import centres from a CSV file."
    importer = staticmethod(import_centres)
