"""A role that ends while something is being sent: what comes after is refused.

The first holds the row, so that the second waits in the middle of its work; then the
role ends, and the second goes on. Accepting an invitation twice and deciding twice
stand in tests/partners/test_accounts_at_once.py and publishing/test_proposals_at_once.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.utils import timezone

from partners.models import Membership
from partners.rights import may_do
from publishing import proposals
from publishing.models import Proposal
from services.models import GuidanceService
from tests import factories as make

pytestmark = pytest.mark.usefixtures("cloned_database")
# Not pg_stat_activity, which says the same all through a transaction.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def desk():
    """Return a service of a partner, and its editor's role."""
    service = make.make_service(
        summary_nb="Gammel.",
        target_groups=[make.make_target_group()],
        needs=[make.make_need()],
    )
    return service, make.make_membership(partner=service.provider, role="editor")


def in_thread(work):
    try:
        return work()
    finally:
        connections.close_all()


def wait_until_it_waits():
    for _attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody waits for the row")


@pytest.mark.parametrize("how", ["deleted", "ended"])
def test_a_role_that_ends_while_a_text_is_saved_saves_nothing(desk, how):
    service, membership = desk
    editor = membership.user
    assert may_do(editor, "propose", service)

    def save():
        return proposals.save(service, changes={"summary_nb": "Ny."}, actor=editor)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            GuidanceService.objects.select_for_update().get(pk=service.pk)
            answer = pool.submit(in_thread, save)
            wait_until_it_waits()
            if how == "deleted":
                membership.delete()
            else:
                yesterday = timezone.localdate() - timedelta(days=1)
                Membership.objects.filter(pk=membership.pk).update(valid_to=yesterday)
        with pytest.raises(PermissionDenied):
            answer.result(timeout=20)
    assert not Proposal.objects.filter(object_id=str(service.pk)).exists()


def test_while_the_role_lasts_the_same_text_is_saved(desk):
    service, membership = desk
    proposals.save(service, changes={"summary_nb": "Ny."}, actor=membership.user)
    [proposal] = Proposal.objects.filter(object_id=str(service.pk))
    assert proposal.changes == {"summary_nb": "Ny."}
