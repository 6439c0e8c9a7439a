"""The organisations that take part, and the people who act for them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counties.models import County, Municipality, sort_name_field
from counties.querysets import DatedQuerySet
from publishing.constraints import known_choice, no_overlap, period_not_reversed
from publishing.freshness import DEFAULT_MONTHS, FEWEST_MONTHS, MOST_MONTHS
from publishing.models import Sourced
from publishing.validators import phone_number

from .accounts.models import AccountSession, GuessCount, SpentCode
from .oidc.models import ExternalIdentity

__all__ = [
    "AccountSession",
    "CalendarAddress",
    "ExternalIdentity",
    "GuessCount",
    "Invitation",
    "Membership",
    "Partner",
    "SpentCode",
]


class PartnerQuerySet(models.QuerySet):
    def in_norwegian_order(self):
        return self.order_by("sort_name", "pk")

    def active_on(self, day):
        """Return partners that have not ended before `day`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))


@pghistory.track(exclude=["sort_name"])
class Partner(Sourced, models.Model):
    """An organisation that takes part, or took part, in guidance work.

    `parent` is the organisation it belongs to (Karriere Innlandet → Innlandet
    fylkeskommune → Fylkeskommunene); agreements reach a provider through that line.
    """

    class Kind(models.TextChoices):
        COUNTY_COUNCIL = "county_council", _("county council")
        NAV = "nav", _("Nav")
        GUIDANCE_CENTRE = "guidance_centre", _("career centre")
        MUNICIPALITY = "municipality", _("municipality")
        REGIONAL_COUNCIL = "regional_council", _("regional council")
        STATE_AGENCY = "state_agency", _("state agency")
        SCHOOL = "school", _("school")
        HIGHER_EDUCATION = "higher_education", _("university or university college")
        ADULT_EDUCATION = "adult_education", _("adult education")
        SOCIAL_PARTNER = "social_partner", _("social partner")
        BUSINESS = "business", _("business")
        OTHER = "other", _("other")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    organisation_number = models.CharField(
        _("organisation number"),
        max_length=9,
        null=True,
        blank=True,
        unique=True,
        help_text=_("Nine digits; spaces are fine."),
    )
    county = models.ForeignKey(
        County,
        verbose_name=_("county"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="partners",
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="partners",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("predecessor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
    )
    website = models.URLField(_("website"), blank=True)
    phone = models.CharField(
        _("phone"), max_length=40, blank=True, validators=[phone_number]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    ended_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("The last day the organisation existed, this day included."),
    )
    confirm_every_months = models.PositiveSmallIntegerField(
        _("months between confirmations"),
        default=DEFAULT_MONTHS,
        help_text=_(
            "How often the organisation confirms its facts: every 1 to 12 months."
            " After that, the public pages say since when they are not confirmed."
        ),
    )
    sort_name = sort_name_field()

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation_number__isnull=True)
                | Q(
                    Func(
                        F("organisation_number"),
                        function="is_organisation_number",
                        output_field=BooleanField(),
                    )
                ),
                name="partner_organisation_number_valid",
                violation_error_message=_(
                    "The check digit of the organisation number does not fit."
                    " Look for a digit too many, too few or swapped."
                ),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="partner_not_its_own_parent",
                violation_error_message=_("A partner cannot belong to itself."),
            ),
            models.CheckConstraint(
                condition=Q(confirm_every_months__range=(FEWEST_MONTHS, MOST_MONTHS)),
                name="partner_confirm_every_months",
                violation_error_message=_("Choose between 1 and 12 months."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("partners:detail", args=[self.slug])


@pghistory.track()
class Membership(models.Model):
    """This user may act for this partner in this capacity, from–to inclusive.

    What each role may do stands in partners/access_matrix.toml. A deputy has the same
    role, for the same partner, as the membership it stands in for, and for as long as
    its own period says: no right follows from the other row.
    """

    class Role(models.TextChoices):
        EDITOR = "editor", _("editor")
        SIGNATORY = "signatory", _("signatory")
        COORDINATOR = "coordinator", _("coordinator of the county")
        NATIONAL_ADMINISTRATOR = (
            "national_administrator",
            _("national administrator"),
        )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("last valid day"), null=True, blank=True, help_text=_("This day included.")
    )
    deputises_for = models.ForeignKey(
        "self",
        verbose_name=_("deputy for"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deputies",
    )
    is_example = models.BooleanField(_("example"), default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["partner", "user", "valid_from"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            period_not_reversed(name="membership_period"),
            no_overlap(
                "user",
                "partner",
                "role",
                name="membership_periods_apart",
                message=_("This person already has the role in that period."),
            ),
            models.CheckConstraint(
                condition=Q(deputises_for__isnull=True) | Q(valid_to__isnull=False),
                name="membership_deputy_has_a_last_day",
                violation_error_message=_("Say how long the deputy stands in."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.partner}"

    def trail_label(self):
        """Return it without the person, whose name no entry of the trail may hold."""
        return f"#{self.user_id}: {self.role}, {self.partner}"


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Return those that were neither used nor withdrawn, too old ones with them."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True)

    def usable(self, at):
        """Return those that can be accepted at an instant."""
        return self.open().filter(expires_at__gt=at)


class Invitation(models.Model):
    """Somebody is asked to act for a partner; the link in the e-mail works once.

    Only the SHA-256 of the link's token is kept. `valid_from` and `valid_to` are the
    period of the membership that comes of it. `invited_by` None is the system.
    """

    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    role = models.CharField(_("role"), max_length=30, choices=Membership.Role)
    email = models.EmailField(_("e-mail"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("last valid day"), null=True, blank=True, help_text=_("This day included.")
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("accepted"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    membership = models.ForeignKey(
        Membership,
        verbose_name=_("membership"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    digest = models.CharField(max_length=64, unique=True)

    # The trail tells that there was an address, never which.
    trail_personal = ("email",)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"),
                name="invitation_digest",
                violation_error_message=_("The token is kept as its digest."),
            ),
            period_not_reversed(name="invitation_period"),
            known_choice("role", Membership.Role, name="invitation_role"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_used_or_withdrawn",
                violation_error_message=_(
                    "An invitation that was accepted cannot be withdrawn."
                ),
            ),
            models.UniqueConstraint(
                fields=["partner", "role", "email"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open",
                violation_error_message=_(
                    "This person is invited to that already. Withdraw the invitation"
                    " first, or wait for the answer."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.partner}"


@pghistory.track()
class CalendarAddress(models.Model):
    """The private address at which a partner's calendar is read without log-in.

    Only the SHA-256 of the token is kept: who lost the address asks for a new one, and
    the old one ends with that.
    """

    partner = models.OneToOneField(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="calendar_address",
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        ordering = ["partner"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$"),
                name="calendaraddress_digest",
                violation_error_message=_("The token is kept as its digest."),
            )
        ]

    def __str__(self):
        return str(self.partner)
