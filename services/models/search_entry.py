"""What the finder reads of a service instead of the service itself."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from .guidance_service import GuidanceService


class SearchEntry(models.Model):
    """One published service as the search sees it: its words, its facets, its breadth.

    Drafts and ended services have no entry. Triggers keep the rows (migration
    0003_search_entry says what each column holds); nothing else writes them.
    `facets` holds `group:<slug>`, `need:<slug>`, `channel:<slug>`, `county:<pk>`,
    `municipality:<pk>`, `part:<pk of a county that a municipality of it lies in>` and
    `national`.
    """

    class Breadth(models.IntegerChoices):
        MUNICIPALITIES = 0
        COUNTY = 1
        COUNTIES = 2
        NATIONAL = 3

    # The database removes the entry itself; Django need not, and has no right to.
    service = models.OneToOneField(
        GuidanceService,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        related_name="search_entry",
    )
    document = SearchVectorField()
    facets = ArrayField(models.TextField())
    breadth = models.PositiveSmallIntegerField(choices=Breadth)

    class Meta:
        default_permissions = ()
        indexes = [
            # A short list (kB) of what waits to be sorted in: every search reads it.
            GinIndex(
                fields=["document"],
                name="searchentry_words",
                gin_pending_list_limit=256,
            ),
            GinIndex(
                fields=["facets"],
                name="searchentry_facets",
                gin_pending_list_limit=64,
            ),
            models.Index(fields=["breadth", "service"], name="searchentry_breadth"),
        ]

    def __str__(self):
        return f"{self.service_id}: {', '.join(self.facets)}"


class SearchWord(models.Model):
    """A word that stands in some entry; misspelt words are compared with these.

    A word may be there twice (two that write at once do not wait for each other), or
    stay when its last entry is gone: it then leads to nothing.
    """

    word = models.TextField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["word"], name="searchword_word"),
            GinIndex(
                fields=["word"],
                opclasses=["gin_trgm_ops"],
                name="searchword_likeness",
                fastupdate=False,
            ),
        ]

    def __str__(self):
        return self.word
