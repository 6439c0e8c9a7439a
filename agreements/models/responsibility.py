"""Who does what for whom, where, by which clause: the rows that everything reads."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from counties.models import Municipality
from publishing.constraints import one_norwegian_form
from publishing.local_text import InLanguages
from services.models import Need, TargetGroup

from ..querysets import ResponsibilityQuerySet
from .agreement import AgreementVersion, Clause, Party


class PartnershipTask(models.IntegerChoices):
    """The four tasks that every partnership has."""

    LOCAL_SOLUTIONS = 1, _("solutions for each user group, locally and regionally")
    CLEAR_ROLES = 2, _("clear roles and tasks between agencies and partners")
    SCHOOL = 3, _("guidance in lower and upper secondary school")
    WORKING_LIFE = 4, _("guidance towards working life and labour market policy")


@pghistory.track()
class Task(models.Model):
    """A task of guidance work, and the needs that it answers."""

    slug = models.SlugField(_("code"), max_length=80, unique=True)
    partnership_task = models.PositiveSmallIntegerField(
        _("task of the partnership"), choices=PartnershipTask
    )
    name_nb = models.CharField(_("name (bokmål)"), max_length=160, blank=True)
    name_nn = models.CharField(_("name (nynorsk)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    needs = models.ManyToManyField(
        Need, verbose_name=_("needs"), related_name="tasks", blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    name = InLanguages("name")

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [one_norwegian_form("name", name="task_name")]

    def __str__(self):
        return str(self.name)


@pghistory.track()
class Responsibility(models.Model):
    """A party's part in a task, for some groups, in some places, by a clause.

    The whole county is a stored yes (`whole_county`), never an empty list of
    municipalities. Party and clause belong to the same version; triggers keep that.
    """

    class Involvement(models.TextChoices):
        LEADS = "leads", _("leads")
        DELIVERS = "delivers", _("delivers")
        CONTRIBUTES = "contributes", _("contributes")
        INFORMED = "informed", _("is informed")
        FUNDS = "funds", _("funds")

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="responsibilities",
    )
    task = models.ForeignKey(
        Task,
        verbose_name=_("task"),
        on_delete=models.PROTECT,
        related_name="responsibilities",
    )
    party = models.ForeignKey(
        Party,
        verbose_name=_("party"),
        on_delete=models.CASCADE,
        related_name="responsibilities",
    )
    clause = models.ForeignKey(
        Clause,
        verbose_name=_("follows from clause"),
        on_delete=models.RESTRICT,
        related_name="responsibilities",
    )
    involvement = models.CharField(
        _("part in the task"), max_length=20, choices=Involvement
    )
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name=_("target groups"), related_name="responsibilities"
    )
    whole_county = models.BooleanField(_("in the whole county"), default=False)
    municipalities = models.ManyToManyField(
        Municipality,
        verbose_name=_("municipalities"),
        blank=True,
        related_name="responsibilities",
    )
    note_nb = models.TextField(_("note (bokmål)"), blank=True)
    note_nn = models.TextField(_("note (nynorsk)"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    note = InLanguages("note")

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position", "pk"]
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    involvement__in=[
                        "leads",
                        "delivers",
                        "contributes",
                        "informed",
                        "funds",
                    ]
                ),
                name="responsibility_involvement",
                violation_error_message=_("Choose the part in the task."),
            )
        ]

    def __str__(self):
        return f"{self.party}: {self.get_involvement_display()}, {self.task}"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ResponsibilityTargetGroup(Responsibility.target_groups.through):
    """History of whom a responsibility is for, while it was a draft."""

    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ResponsibilityMunicipality(Responsibility.municipalities.through):
    """History of where a responsibility holds, while it was a draft."""

    class Meta:
        proxy = True
        default_permissions = ()


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class TaskNeed(Task.needs.through):
    """History of which needs a task answers."""

    class Meta:
        proxy = True
        default_permissions = ()
