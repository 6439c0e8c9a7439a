"""Whom a service is for, what it helps with, and how one reaches it."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from publishing.constraints import one_norwegian_form
from publishing.local_text import InLanguages
from publishing.models import Editable


def _synonyms(label):
    return ArrayField(
        models.CharField(max_length=80),
        verbose_name=label,
        default=list,
        blank=True,
        help_text=_("What people say and write, separated by commas."),
    )


class Term(Editable):
    """A word of the shared taxonomy. The slug is stable; the words are not."""

    slug = models.SlugField(_("code"), max_length=60, unique=True)
    name_nb = models.CharField(_("name (bokmål)"), max_length=120, blank=True)
    name_nn = models.CharField(_("name (nynorsk)"), max_length=120, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    name_se = models.CharField(_("name (Northern Sami)"), max_length=120, blank=True)
    synonyms_nb = _synonyms(_("other words (bokmål)"))
    synonyms_nn = _synonyms(_("other words (nynorsk)"))
    synonyms_en = _synonyms(_("other words (English)"))
    synonyms_se = _synonyms(_("other words (Northern Sami)"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = InLanguages("name")

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self):
        return str(self.name)


@pghistory.track()
class TargetGroup(Term):
    """People a service is meant for. `broader` is the next wider group.

    Ages are years, both inclusive; NULL means no limit.
    """

    broader = models.ForeignKey(
        "self",
        verbose_name=_("wider group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="narrower",
    )
    age_from = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
        constraints = [
            one_norwegian_form("name", name="targetgroup_name"),
            models.CheckConstraint(
                condition=Q(broader__isnull=True) | ~Q(broader=F("id")),
                name="targetgroup_not_its_own_parent",
                violation_error_message=_("A group cannot be wider than itself."),
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_to__gte=F("age_from")),
                name="targetgroup_ages",
                violation_error_message=_(
                    "The highest age must not be below the lowest."
                ),
            ),
        ]


@pghistory.track()
class Need(Term):
    """What somebody wants help with."""

    class Meta(Term.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [one_norwegian_form("name", name="need_name")]


@pghistory.track()
class Channel(Term):
    """How one meets the counsellor."""

    class Meta(Term.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [one_norwegian_form("name", name="channel_name")]
