from publishing.import_command import ImportCommand
from services.importers import import_synonyms


class Command(ImportCommand):
    help = "Import what people say instead of the taxonomy's words from a CSV file."
    importer = staticmethod(import_synonyms)
