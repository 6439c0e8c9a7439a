"""Questions asked of agreements: what is public, what holds on a day."""

from django.db import models


class AgreementQuerySet(models.QuerySet):
    def public(self):
        """Return agreements with a signed version of a partnership that is public."""
        return (
            self.exclude(partnership__status="draft")
            .filter(versions__state="signed")
            .distinct()
        )


class AgreementVersionQuerySet(models.QuerySet):
    def signed(self):
        """Return versions that all parties have signed, and transcripts."""
        return self.filter(state="signed")

    def public(self):
        """Return what the public may read: signed, of a public partnership."""
        return self.signed().exclude(agreement__partnership__status="draft")

    def in_force(self, day):
        """Return public versions that hold on `day`."""
        return self.public().filter(effective__period__contains=day)


class ResponsibilityQuerySet(models.QuerySet):
    def in_force(self, day):
        """Return responsibilities of public versions that hold on `day`."""
        return self.filter(
            version__state="signed", version__effective__period__contains=day
        ).exclude(version__agreement__partnership__status="draft")
