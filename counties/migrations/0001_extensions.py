from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Exclusion constraints need btree_gist; misspelt names need pg_trgm."""

    dependencies = []

    operations = [BtreeGistExtension(), TrigramExtension()]
