from publishing.import_command import ImportCommand
from services.importers import import_services


class Command(ImportCommand):
    help = "Import services from a CSV file."
    importer = staticmethod(import_services)
