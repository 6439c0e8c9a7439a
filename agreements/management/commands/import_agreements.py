from agreements.exchange.importers import import_agreements
from publishing.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import a partnership with its agreement and roles from a JSON file."
    importer = staticmethod(import_agreements)
