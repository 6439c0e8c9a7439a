"""The link of an invitation, shown once to its sender, where no e-mail can leave.

Without a mail server the invitation waits in the outbox, perhaps for ever; then whoever
invites hands the link over. It lies encrypted in the sender's session until the next
page shows it, and is nowhere afterwards.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.urls import reverse

from partners.accounts.operations import find_invitation
from partners.accounts.secrets_at_rest import decrypt, encrypt
from publishing import outbox

KEY = "invitation_to_hand_over"


@dataclass(frozen=True)
class HandedOver:
    """A link, whom it is for, and how long it works."""

    email: str
    address: str
    works_until: datetime


def keep(request, invited):
    """Keep a new invitation for the next page, where no e-mail can take it along.

    Return whether it was kept.
    """
    if outbox.has_server():
        return False
    request.session[KEY] = encrypt(invited.token)
    return True


def take(request, partner):
    """Return the link that waits for this page of a partner, once; None for none."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    try:
        token = decrypt(kept)
    except InvalidToken:
        token = ""
    invitation = find_invitation(token)
    if invitation is not None and invitation.partner_id != partner.pk:
        return None
    del request.session[KEY]
    if invitation is None:
        return None
    path = reverse("accept-invitation", args=[token])
    return HandedOver(
        invitation.email, settings.PORTAL_ADDRESS + path, invitation.expires_at
    )
