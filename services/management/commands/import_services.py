from services.importers import import_services
from publishing.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import services from a CSV file."
    importer = staticmethod(import_services)
