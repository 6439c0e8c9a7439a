from counties.importers import import_counties
from publishing.import_command import ImportCommand


class Command(ImportCommand):
    help = "Load counties, municipalities, postal codes and boundaries from a folder."
    importer = staticmethod(import_counties)
