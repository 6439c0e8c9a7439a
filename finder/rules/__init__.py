"""The rules of the finder: each fits or ranks an offer, and words its own reason.

The codes are a closed list: `responsible`, `place`, `group`, `need`, `channel`,
`language`, `age`, `near`, `open`, `checked`, `overdue`, `referral` and `text`; what is
shown when nothing fits has `fallback`. How much each can weigh stands beside it: who
somebody is and what they need weigh most, then who has promised it here, then how near
it is. Facts that nobody has told speak neither for nor against an offer.
"""

from .fit import Age, Group, Need, Place
from .order import Checked, Near, Open, Overdue, Referral, Responsible, Text
from .wishes import Channel, Language

__all__ = [
    "RULES",
    "Age",
    "Channel",
    "Checked",
    "Group",
    "Language",
    "Near",
    "Need",
    "Open",
    "Overdue",
    "Place",
    "Referral",
    "Responsible",
    "Text",
]

RULES = (
    *(Responsible(), Place(), Group(), Need(), Channel(), Language(), Age()),
    *(Near(), Open(), Checked(), Overdue(), Referral(), Text()),
)
