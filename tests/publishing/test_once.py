"""The same form sent twenty times at once: one row, one mail, one entry."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import signing
from django.db import connection

from partners.models import Partner
from publishing import once as the_module
from publishing.models import FormToken, OutgoingMail, StatusChange
from publishing.once import TokenRefused, new_token, once
from publishing.operations import record_change
from tests import factories as make

AT_ONCE = 20


def do_all(user):
    """Make a partner, a mail and an entry; return the partner's address."""
    row = make.make_partner()
    make.make_outgoing_mail(key=f"eksempel:{row.pk}")
    record_change(row, action="added", actor=user)
    return f"/partnere/{row.slug}/"


@pytest.mark.usefixtures("cloned_database")
def test_twenty_at_once_do_the_work_one_time(django_db_blocker):
    with django_db_blocker.unblock():
        user = make.make_user()
        before = [model.objects.count() for model in (OutgoingMail, StatusChange)]
        token = new_token("eksempel", user)
        ready = Barrier(AT_ONCE)

        def send(_number):
            ready.wait()
            try:
                return once(token, lambda: do_all(user), purpose="eksempel", user=user)
            finally:
                connection.close()

        with ThreadPoolExecutor(AT_ONCE) as threads:
            done = list(threads.map(send, range(AT_ONCE)))
        [partner] = Partner.objects.all()
        assert {each.address for each in done} == {f"/partnere/{partner.slug}/"}
        assert sorted(each.repeated for each in done) == [False] + [True] * 19
        after = [model.objects.count() for model in (OutgoingMail, StatusChange)]
        assert after == [count + 1 for count in before]
        assert FormToken.objects.count() == 1


@pytest.mark.usefixtures("cloned_database")
def test_tokens_that_are_out_of_date_are_forgotten(django_db_blocker):
    with django_db_blocker.unblock():
        at = datetime.now(UTC)
        old = FormToken.objects.create(
            digest="a" * 64, content="", used_at=at - timedelta(days=9)
        )
        young = FormToken.objects.create(
            digest="b" * 64, content="", used_at=at - timedelta(days=7)
        )
        once(new_token("x"), lambda: "/", purpose="x", at=at)
        assert not FormToken.objects.filter(pk=old.pk).exists()
        assert FormToken.objects.filter(pk=young.pk).exists()


def test_a_token_grows_old(monkeypatch):
    token = new_token("x")
    monkeypatch.setattr(the_module, "VALID_FOR", timedelta(seconds=-1))
    with pytest.raises(TokenRefused):
        once(token, lambda: "/", purpose="x")


@pytest.mark.parametrize("value", [[], ["x"], "x", ["y", None, "z"], {"x": 1}, 7])
def test_a_token_of_another_shape_is_refused(value):
    token = signing.dumps(value, salt=the_module.SALT)
    with pytest.raises(TokenRefused):
        once(token, lambda: "/", purpose="x")
