"""What the fuzzing works on: the world of the walls, and all that has a form beside it.

Every request is taken back, so that each finds the same rows; what would only be asked
at the commit is asked before.
"""

import copy
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth.tokens import default_token_generator
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from django.utils.http import int_to_base36

from partners.accounts.operations import invite
from publishing import proposals
from tests import factories as make
from tests.strong_logins import strong_login
from tests.walls import world as walls

# Nobody logged in; a superuser, who meets every form of admin; and who has a role.
PEOPLE = (None, "superuser", "coordinator", "editor", "signatory")
CALENDAR = "eksempel-kalender"


@dataclass
class Ground:
    """The world, and the addresses that no list leads to."""

    world: walls.World
    addresses: list[str] = field(default_factory=list)

    def client(self, who):
        """Return the browser of somebody who gave a second factor; None for anybody."""
        client = Client(raise_request_exception=False)
        if who:
            strong_login(
                client, self.world.people[who], "partners.backends.MatrixBackend"
            )
        return client


def build():
    """Return the ground, with everything committed."""
    ground = Ground(walls.build())
    with transaction.atomic():
        _public_rows(ground)
        _tokens(ground)
    return ground


def _public_rows(ground):
    """Add what the walls have as drafts only: rows that can be confirmed, and so on."""
    people, partners = ground.world.people, ground.world.partners
    partner = partners["own", "partner"]
    centre = make.make_centre(partner=partner, name="Eksempel sted")
    make.make_weekly_opening(centre=centre)
    make.make_opening_exception(centre=centre)
    service = make.make_service(
        provider=partner,
        centres=[centre],
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
    )
    waiting = make.make_service(
        provider=partner,
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
    )
    changes = {"summary_nb": "Eksempel på en ny tekst."}
    proposals.save(service, changes=changes, actor=people["editor"])
    proposals.save(waiting, changes=changes, actor=people["editor"])
    proposals.submit(waiting, actor=people["editor"])
    county = make.make_county()
    head = make.make_partner(kind="county_council", county=county)
    partnership = make.make_partnership(
        county=county, members=[head, make.make_partner(kind="nav"), partner]
    )
    for status in ("published", "draft"):
        role = make.make_role(partnership=partnership, partner=partner)
        make.make_role_description(role=role, status=status, holder="Eksempel")
    agreement = make.make_agreement(partnership=partnership)
    version = make.make_version(agreement=agreement, state="signed")
    ground.addresses += [
        service.get_absolute_url(),
        centre.get_absolute_url(),
        f"/avtaler/{agreement.slug}/v{version.number}/",
        f"/min-side/godkjenning/{proposals.open_proposal(waiting).public_id}/",
        *(f"/min-side/tilbud/{each.slug}/" for each in (service, waiting)),
        f"/min-side/steder/{centre.slug}/",
    ]


def _tokens(ground):
    """Add the pages that a secret in the address opens."""
    people, partners = ground.world.people, ground.world.partners
    council = partners["own", "council"]
    invited = invite(
        council,
        role="editor",
        email="invitert@example.org",
        actor=people["coordinator"],
        valid_from=make.FIRST_DAY,
    )
    user = people["signatory"]
    key = f"{int_to_base36(user.pk)}/{default_token_generator.make_token(user)}"
    make.make_calendar_address(partner=partners["own", "nav"], given_out=CALENDAR)
    ground.addresses += [
        f"/min-side/invitasjon/{invited.token}/",
        f"/min-side/konto/glemt/{key}/",
        f"/kalender/{CALENDAR}.ics",
    ]


@contextmanager
def taken_back():
    """Let a request do what it does, ask what the commit would ask, take all back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Faults:
    """What went wrong inside, while the answer was only 500."""

    told: list[str] = field(default_factory=list)

    def __call__(self, sender, request=None, **kwargs):
        self.told.append(traceback.format_exc(limit=-4))

    def __enter__(self):
        got_request_exception.connect(self)
        return self

    def __exit__(self, *error):
        got_request_exception.disconnect(self)


def asked(client, method, path, **options):
    """Return (answer, fault): fault is '' unless it was 5xx or would not commit."""
    kept = copy.deepcopy(client.cookies)
    with taken_back(), Faults() as faults:
        try:
            answer = client.generic(method, path, **options)
            if answer.streaming:
                b"".join(answer.streaming_content)
            connection.check_constraints()
            for _key, work, *_rest in connection.run_on_commit:
                work()
        except Exception:
            return None, traceback.format_exc(limit=-4)
        finally:
            # Who was logged out with it is logged in again, as the database says.
            client.cookies = kept
        if answer.status_code >= 500:
            return answer, "\n".join([str(answer.status_code), *faults.told])
        return answer, ""
