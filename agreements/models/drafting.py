"""What surrounds a text: comments while it is written, exemptions when it is read."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner

from .agreement import AgreementVersion, Clause


class Comment(models.Model):
    """What a partner says of a version, or of one clause, while it is for comment.

    `clause_key` is the stable key, '' for the whole text: a comment outlives the
    clause. The answer is given by who leads the work.
    """

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="comments",
    )
    clause_key = models.SlugField(_("clause"), max_length=80, blank=True)
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="agreement_comments",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(_("written"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_says_something",
                violation_error_message=_("Write the comment."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | Q(~Q(answer=""), answered_at__isnull=False),
                name="comment_answer_has_time",
                violation_error_message=_("An answer has a text and a time."),
            ),
        ]

    def __str__(self):
        return f"{self.partner}: {self.text[:60]}"


@pghistory.track()
class ClauseExemption(models.Model):
    """The text of a clause is exempt from public access, by a legal basis.

    Stands outside what is signed, for it can be decided, and lifted, later. Number
    and heading stay public.
    """

    clause = models.OneToOneField(
        Clause,
        verbose_name=_("clause"),
        on_delete=models.CASCADE,
        related_name="exemption",
    )
    legal_basis = models.CharField(
        _("legal basis"), max_length=200, help_text=_("For example «offl. § 23».")
    )
    decided_on = models.DateField(_("decided on"))

    class Meta:
        ordering = ["clause"]
        verbose_name = _("exemption from public access")
        verbose_name_plural = _("exemptions from public access")
        constraints = [
            models.CheckConstraint(
                condition=~Q(legal_basis=""),
                name="clauseexemption_legal_basis",
                violation_error_message=_("Give the legal basis of the exemption."),
            )
        ]

    def __str__(self):
        return f"{self.clause}: {self.legal_basis}"
