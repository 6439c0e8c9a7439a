"""What somebody proposes to say about a row that others read: kept beside the row."""

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

OPEN_STATES = ("draft", "submitted")
DECIDED_STATES = ("approved", "returned")


class ProposalQuerySet(models.QuerySet):
    def open(self) -> "ProposalQuerySet":
        """Return what is being written or waits for an answer."""
        return self.filter(state__in=OPEN_STATES)


class Proposal(models.Model):
    """A draft beside the approved row, on its way to be approved.

    `changes` maps names of fields to proposed values, and `begun_from` the same names
    to what the row said when the change was begun; both as plain values
    (publishing/proposals/plain_values.py). While the row is a draft itself nothing is
    kept beside it: the row is the text, `changes` stays empty and approving publishes
    it. People stand here as in the audit trail, so that a name can be erased.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+"
    )
    object_id = models.CharField(max_length=40)
    object = GenericForeignKey()
    partner = models.SlugField(_("on behalf of"), max_length=120, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    begun_from = models.JSONField(_("begun from"), default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT
    )
    made_by = models.ForeignKey(
        "publishing.AuditPerson",
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("last saved"))
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    message = models.TextField(_("to the coordinator"), blank=True)
    decided_by = models.ForeignKey(
        "publishing.AuditPerson",
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(state__in=OPEN_STATES),
                name="proposal_one_open",
                violation_error_message=_(
                    "Somebody is already changing this. Open their draft and go on"
                    " from there."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False),
                name="proposal_sent_before_it_waits",
                violation_error_message=_("Send it before it is decided."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=DECIDED_STATES,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | ~Q(state__in=DECIDED_STATES)
                & Q(decided_by__isnull=True, decided_at__isnull=True),
                name="proposal_decided_by_somebody",
                violation_error_message=_("Say who decided, and when."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""),
                name="proposal_returned_with_reason",
                violation_error_message=_(
                    "Say what must change, so that the writer can do it."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["content_type", "object_id", "-id"], name="proposal_object"
            )
        ]

    def __str__(self):
        return str(self.object or "")

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    @property
    def is_decided(self):
        return self.state in DECIDED_STATES
