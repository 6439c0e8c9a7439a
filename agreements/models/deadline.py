"""The days that an agreement asks somebody to remember."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from publishing.constraints import known_choice
from publishing.local_text import InLanguages

from .agreement import AgreementVersion


class Kind(models.TextChoices):
    NOTICE = "notice", _("last day to give notice")
    RENEWAL = "renewal", _("renewal is to be agreed")
    EVALUATION = "evaluation", _("evaluation")
    OTHER = "other", _("other deadline")


@pghistory.track()
class Deadline(models.Model):
    """A day by which the parties do something that the agreement asks for.

    Stands outside what is signed, for it can be moved, done, and added later. `on` is
    the last day, inclusive; of a notice period it is the last day on which notice can
    be given. `clause_key` is the stable key of the clause it follows from, '' for
    none. `owner` is asked to see to it.
    """

    Kind = Kind

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="deadlines",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    on = models.DateField(_("date"), help_text=_("This day included."))
    title_nb = models.CharField(_("title (bokmål)"), max_length=200, blank=True)
    title_nn = models.CharField(_("title (nynorsk)"), max_length=200, blank=True)
    clause_key = models.SlugField(_("clause"), max_length=80, blank=True)
    owner = models.ForeignKey(
        Partner,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="agreement_deadlines",
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)

    title = InLanguages("title")

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            known_choice("kind", Kind, name="deadline_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(title_nb="") | ~Q(title_nn=""),
                name="deadline_is_told",
                violation_error_message=_("Say what is to be done by that day."),
            ),
            models.UniqueConstraint(
                fields=["version", "kind", "on", "title_nb", "title_nn"],
                name="deadline_once",
                violation_error_message=_("This deadline stands there already."),
            ),
        ]

    def __str__(self):
        return str(self.title) or str(self.get_kind_display())
