"""A file that a coordinator sent in, until it is accepted or a day has gone."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.constraints import known_choice


class FileKind(models.TextChoices):
    SERVICES = "services", _("Services")
    CENTRES = "centres", _("Places to visit")
    PARTNERS = "partners", _("Partners")


class ImportFile(models.Model):
    """What somebody sent in, and the difference to what there was, as it was shown.

    The file itself is not kept, only the text of its cells, line by line. `digest` is
    that of its bytes, `difference` that of all its lines would change. Once accepted
    there are only numbers left.
    """

    Kind = FileKind

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent in by"),
        on_delete=models.CASCADE,
        related_name="import_files",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=FileKind)
    name = models.CharField(_("file"), max_length=200)
    columns = models.JSONField(_("columns"), default=list)
    digest = models.CharField(max_length=64)
    difference = models.CharField(max_length=64)
    added = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    sent_at = models.DateTimeField(_("sent in"), db_index=True)
    accepted_at = models.DateTimeField(_("brought in"), null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        default_permissions = ()
        verbose_name = _("file that is imported")
        verbose_name_plural = _("files that are imported")
        constraints = [known_choice("kind", FileKind, name="importfile_kind")]

    def __str__(self):
        return self.name


class ImportLine(models.Model):
    """One line of a file: its cells, and what it would change.

    `changes` are {field: [old, new]} as the audit trail keeps them; `overwrites` when a
    person wrote in the row before. A rejected line has the sentence that says why, in
    the language of who sent it in.
    """

    class State(models.TextChoices):
        ADDED = "added", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        REJECTED = "rejected", _("Rejected")

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField()
    state = models.CharField(_("outcome"), max_length=10, choices=State)
    key = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    overwrites = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["file", "line"]
        default_permissions = ()
        verbose_name = _("line of a file that is imported")
        verbose_name_plural = _("lines of files that are imported")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "line"],
                name="importline_once",
                violation_error_message=_("The file has this line already."),
            )
        ]
        indexes = [models.Index(fields=["file", "state"], name="importline_state")]

    def __str__(self):
        return f"{self.line}: {self.key}"
