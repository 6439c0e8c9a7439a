"""Roles in the partnership, and what each version of their description says."""

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.querysets import DatedQuerySet
from partners.models import Partner
from publishing.constraints import (
    known_choice,
    no_overlap,
    one_norwegian_form,
    period_not_reversed,
)
from publishing.local_text import InLanguages
from publishing.models import Publishable, PublishableQuerySet, Status

from .partnership import Partnership


class RoleQuerySet(models.QuerySet):
    def public(self):
        """Return roles of public partnerships with a description the public may see."""
        return (
            self.exclude(partnership__status="draft")
            .filter(descriptions__status__in=["published", "ended"])
            .distinct()
        )


class RoleDescriptionQuerySet(PublishableQuerySet, DatedQuerySet):
    pass


@pghistory.track()
class Role(models.Model):
    """A role in a partnership, held for a partner; needs no user account."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.PROTECT,
        related_name="roles",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="roles",
    )
    name_nb = models.CharField(_("name (bokmål)"), max_length=160, blank=True)
    name_nn = models.CharField(_("name (nynorsk)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    name_se = models.CharField(_("name (Northern Sami)"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_example = models.BooleanField(_("example"), default=False)

    name = InLanguages("name")

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["partnership", "position", "slug"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [one_norwegian_form("name", name="role_name")]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("roles:detail", args=[self.slug])


@pghistory.track()
class RoleDescription(Publishable, models.Model):
    """One version of what a role is, for citizens and for professionals.

    Holder and deputy are names as the partner wants them shown. The period is
    inclusive; published versions of a role never share a day.
    """

    role = models.ForeignKey(
        Role,
        verbose_name=_("role"),
        on_delete=models.CASCADE,
        related_name="descriptions",
    )
    number = models.PositiveSmallIntegerField(_("version"))
    for_citizens_nb = models.TextField(_("for citizens (bokmål)"), blank=True)
    for_citizens_nn = models.TextField(_("for citizens (nynorsk)"), blank=True)
    for_citizens_en = models.TextField(_("for citizens (English)"), blank=True)
    for_citizens_se = models.TextField(_("for citizens (Northern Sami)"), blank=True)
    for_professionals_nb = models.TextField(_("for professionals (bokmål)"), blank=True)
    for_professionals_nn = models.TextField(
        _("for professionals (nynorsk)"), blank=True
    )
    holder = models.CharField(_("holder"), max_length=200, blank=True)
    deputy = models.CharField(_("deputy"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("last valid day"), null=True, blank=True, help_text=_("This day included.")
    )

    for_citizens = InLanguages("for_citizens")
    for_professionals = InLanguages("for_professionals")

    objects = RoleDescriptionQuerySet.as_manager()

    class Meta:
        ordering = ["role", "-number"]
        verbose_name = _("role description")
        verbose_name_plural = _("role descriptions")
        constraints = [
            known_choice("status", Status, name="roledescription_status_known"),
            models.UniqueConstraint(
                fields=["role", "number"],
                name="roledescription_number_once",
                violation_error_message=_("This version number is taken."),
            ),
            one_norwegian_form("for_citizens", name="roledescription_for_citizens"),
            period_not_reversed(name="roledescription_period"),
            no_overlap(
                "role",
                name="roledescription_one_at_a_time",
                message=_("Another published version holds in that period."),
                condition=~Q(status="draft"),
            ),
        ]

    def __str__(self):
        return f"{self.role}, v{self.number}"
