from partners.importers import import_partners
from publishing.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import partners from a CSV file."
    importer = staticmethod(import_partners)
