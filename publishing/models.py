"""Status, audit trail and checks, for the rows of every other app."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from . import workflow
from .proposal_models import Proposal as Proposal


class Status(models.TextChoices):
    DRAFT = workflow.DRAFT, _("Draft")
    PUBLISHED = workflow.PUBLISHED, _("Published")
    ENDED = workflow.ENDED, _("Ended")


class PublishableQuerySet(models.QuerySet):
    def published(self):
        """Return what the public may see as being on offer today."""
        return self.filter(status=Status.PUBLISHED)

    def ended(self):
        """Return what was once public and is so no longer."""
        return self.filter(status=Status.ENDED)

    def public(self):
        """Return published and ended rows: everything but drafts."""
        return self.exclude(status=Status.DRAFT)


class Publishable(models.Model):
    """A row with a status; publishing/operations.py alone moves it."""

    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT
    )

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_published(self):
        return self.status == Status.PUBLISHED


class Editable(models.Model):
    """A row that is imported at first, and then perhaps edited by a person."""

    edited_by_person_at = models.DateTimeField(
        _("last edited by a person"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Importing again leaves such a row alone."),
    )

    class Meta:
        abstract = True


class Sourced(Editable):
    """A row that knows where its facts come from.

    `as_of` is what the source itself says of its date: '2026-03-13', '2018-03' or
    '2024', or '' when it is undated; `as_of_on` is the first day it can mean.
    """

    source = models.TextField(_("source"), blank=True)
    as_of = models.CharField(_("date of the source"), max_length=10, blank=True)
    is_example = models.BooleanField(
        _("example"),
        default=False,
        help_text=_("Examples are labelled wherever they are shown."),
    )

    class Meta:
        abstract = True


class AuditPerson(models.Model):
    """A person in the audit trail, kept apart so that the name can be erased.

    The chain holds only ``chain.person_digest(salt, name)``. Erasing empties name and
    salt here: the trail still verifies, and nobody can be found in it any more.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    salt = models.CharField(max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("person in the audit trail")
        verbose_name_plural = _("people in the audit trail")

    def __str__(self):
        return self.name or str(_("Erased"))


class StatusChange(models.Model):
    """One entry of the audit trail: who did what to which row, and when.

    Entries are only ever added; a trigger refuses everything else. Each holds the
    digest of the one before it, so that a missing or altered entry shows.
    """

    position = models.PositiveBigIntegerField(_("position"), unique=True)
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        AuditPerson,
        verbose_name=_("by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="changes",
    )
    content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+"
    )
    object_id = models.CharField(max_length=40)
    object = GenericForeignKey()
    object_label = models.CharField(_("what"), max_length=300)
    action = models.CharField(_("action"), max_length=40)
    from_status = models.CharField(_("from"), max_length=20, blank=True)
    to_status = models.CharField(_("to"), max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(_("details"), default=dict)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(
                fields=["content_type", "object_id"], name="statuschange_object"
            ),
            # Opening hours are told of on the page of their centre.
            models.Index(
                KeyTextTransform("within", "details"), name="statuschange_within"
            ),
        ]

    def __str__(self):
        return f"{self.position}: {self.object_label}"


class AuditHead(models.Model):
    """Count and last digest of the audit trail: one row, beside the chain itself.

    Cutting entries off the end would leave a valid, shorter chain; the head tells.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    count = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="audithead_single_row")
        ]
        verbose_name = _("head of the audit trail")
        verbose_name_plural = _("head of the audit trail")

    def __str__(self):
        return str(self.count)


class Check(models.Model):
    """Somebody, or a source, states that a group of facts held on a day.

    Only a person's confirmation is `confirmed`; an import records `stated_by_source`.
    Checks are only ever added.
    """

    class Kind(models.TextChoices):
        STATED_BY_SOURCE = "stated_by_source", _("stated by the source")
        CONFIRMED = "confirmed", _("confirmed by a person")

    content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+"
    )
    object_id = models.CharField(max_length=40)
    object = GenericForeignKey()
    fact_group = models.CharField(_("facts"), max_length=40, default="all")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    checked_on = models.DateField(_("day"))
    actor = models.ForeignKey(
        AuditPerson,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="checks",
    )
    on_behalf_of = models.CharField(
        _("on behalf of"),
        max_length=200,
        blank=True,
        help_text=_("The organisation the person acted for, as it was called then."),
    )
    source = models.TextField(_("source"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        ordering = ["-checked_on", "-id"]
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="confirmed") | Q(actor__isnull=False),
                name="check_confirmed_by_a_person",
                violation_error_message=_("A confirmation is given by a person."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="stated_by_source") | ~Q(source=""),
                name="check_source_named",
                violation_error_message=_("Name the source that states this."),
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "fact_group", "checked_on"],
                condition=Q(kind="confirmed"),
                name="check_confirmed_once_a_day",
                violation_error_message=_("This is confirmed for today already."),
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="check_object")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.checked_on}"


class FormerSlug(models.Model):
    """An address that was given up; it leads on to the row's present one.

    Slugs are never reused: `kind` is the path segment, for example ``partnere``.
    """

    kind = models.CharField(_("kind"), max_length=40)
    slug = models.SlugField(_("old address"), max_length=120)
    current_slug = models.SlugField(_("present address"), max_length=120)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="formerslug_once",
                violation_error_message=_("This old address already leads somewhere."),
            ),
            models.CheckConstraint(
                condition=~Q(slug=F("current_slug")),
                name="formerslug_not_a_circle",
                violation_error_message=_("An address cannot lead to itself."),
            ),
        ]

    def __str__(self):
        return f"/{self.kind}/{self.slug}/"


class OutgoingMail(models.Model):
    """An e-mail that is to be sent, written in the transaction of what it tells of.

    `key` says what it is about and to whom, so that asking twice for the same mail
    makes one. `message_id` is the same at every attempt. `due_at` is the instant from
    which it may be tried (again); `given_up_at` is set when trying has ended in vain.
    """

    key = models.CharField(_("about"), max_length=200, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    to_address = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"))
    due_at = models.DateTimeField(_("to be sent"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("e-mail to be sent")
        verbose_name_plural = _("e-mails to be sent")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
                name="outgoingmail_one_end",
                violation_error_message=_("An e-mail was sent or given up, not both."),
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outgoingmail_waiting",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            )
        ]

    def __str__(self):
        return self.subject

    def trail_label(self):
        """Return what the trail calls it; a subject may name somebody."""
        return f"#{self.pk}"


class FormToken(models.Model):
    """A form that was sent: what came of it, so that sending it again makes no second.

    A token is made with the page and kept nowhere until it is used; reading a page
    writes nothing. `digest` is that of the token, never the token itself; `content` is
    that of what was sent. Rows are forgotten when no such token is accepted any more.
    """

    digest = models.CharField(max_length=64, unique=True)
    content = models.CharField(max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    result_address = models.CharField(_("what came of it"), max_length=500, blank=True)
    used_at = models.DateTimeField(_("sent"), db_index=True)

    class Meta:
        ordering = ["used_at", "pk"]
        # Nobody edits them, in admin neither.
        default_permissions = ()
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")

    def __str__(self):
        return str(self.used_at)
