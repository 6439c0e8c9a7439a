"""R1–R6: no update is lost, nothing is done twice, and the trail tells it all.

Two people and twenty posts really come at once, each on a connection of its own.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from partners.models import Partner
from publishing.forms import CarefulModelForm, answer_form
from publishing.models import FormToken, OutgoingMail, StatusChange
from publishing.operations import record_edit
from publishing.snapshots import snapshot
from tests import factories as make
from tests.admin_forms import form_on, shown

pytestmark = pytest.mark.usefixtures("cloned_database")
PAGE = Template("{% load crispy_forms_tags %}{% crispy form %}")


class PartnerForm(CarefulModelForm):
    class Meta:
        model = Partner
        fields = ["slug", "name", "kind", "phone"]


@pytest.fixture(autouse=True)
def unblocked(django_db_blocker, cloned_database):
    with django_db_blocker.unblock():
        yield


def save_and_tell(form):
    """Save as an operation does: the row, a mail and an entry, together."""
    before = None
    if form.instance.pk:
        before = snapshot(Partner.objects.get(pk=form.instance.pk))
    row = form.save()
    make.make_outgoing_mail(key=f"{row.slug}:{row.name}")
    record_edit(row, actor=form.user, before=before, after=snapshot(row))
    return f"/partnere/{row.slug}/"


def ask(user, sent=None, row=None):
    factory = RequestFactory()
    request = factory.get("/") if sent is None else factory.post("/", sent)
    request.user = user
    return answer_form(
        request,
        PartnerForm,
        show=lambda form: HttpResponse(PAGE.render(Context({"form": form}))),
        save=save_and_tell,
        row=row,
    )


def at_once(number, work):
    """Do the work with each number from 0, all in the same moment."""
    ready = Barrier(number)

    def start(each):
        ready.wait()
        try:
            return work(each)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(start, range(number)))


def entries_of(row):
    return StatusChange.objects.filter(
        object_id=str(row.pk), content_type__model="partner"
    )


def test_r1_of_two_who_save_at_once_one_gets_both_texts():
    users = [make.make_user(), make.make_user()]
    row = make.make_partner(name="Eksempel")
    forms = [form_on(ask(user, row=row)) for user in users]
    answers = at_once(2, lambda n: ask(users[n], forms[n] | {"name": f"Navn {n}"}, row))
    assert sorted(each.status_code for each in answers) == [302, 409]
    saved = Partner.objects.get(pk=row.pk).name
    [second] = [each for each in answers if each.status_code == 409]
    assert saved in shown(second)
    [mine] = form_on(second)["name"]
    assert {saved, mine} == {"Navn 0", "Navn 1"}
    assert entries_of(row).count() == 1


def test_r2_the_same_form_twenty_times_at_once_is_one_row_mail_and_entry():
    user = make.make_user()
    sent = form_on(ask(user)) | {"slug": "en-gang", "name": "En", "kind": "other"}
    before = [model.objects.count() for model in (OutgoingMail, StatusChange)]
    answers = at_once(20, lambda _n: ask(user, sent))
    assert {each.status_code for each in answers} == {302}
    assert {each.url for each in answers} == {"/partnere/en-gang/"}
    assert Partner.objects.filter(name="En").count() == 1
    after = [model.objects.count() for model in (OutgoingMail, StatusChange)]
    assert after == [count + 1 for count in before]
    assert FormToken.objects.filter(user=user).count() == 1


def test_r2_the_same_edit_twenty_times_at_once_is_one_entry():
    user = make.make_user()
    row = make.make_partner(name="Eksempel")
    sent = form_on(ask(user, row=row)) | {"name": "Endret"}
    answers = at_once(20, lambda _n: ask(user, sent, row))
    assert {each.status_code for each in answers} == {302}
    assert entries_of(row).count() == 1


def test_r3_a_save_is_answered_by_the_way_to_its_result():
    user = make.make_user()
    sent = form_on(ask(user)) | {"slug": "videre", "name": "Videre", "kind": "other"}
    answer = ask(user, sent)
    assert (answer.status_code, answer.url) == (302, "/partnere/videre/")


def test_r4_twenty_writers_cannot_break_a_rule_of_the_database():
    user = make.make_user()
    forms = [
        form_on(ask(user)) | {"slug": "samme", "name": f"Nr. {n}", "kind": "other"}
        for n in range(20)
    ]
    answers = at_once(20, lambda n: ask(user, forms[n]))
    assert sorted(each.status_code for each in answers) == [200] * 19 + [302]
    assert Partner.objects.filter(slug="samme").count() == 1


def test_r5_without_its_entry_a_change_does_not_stand(monkeypatch):
    user = make.make_user()
    row = make.make_partner(name="Før")
    sent = form_on(ask(user, row=row)) | {"name": "Etter"}

    def fail(*arguments, **options):
        raise ValueError("no entry")

    monkeypatch.setattr("publishing.operations.chain.entry_digest", fail)
    with pytest.raises(ValueError, match="no entry"):
        ask(user, sent, row)
    assert Partner.objects.get(pk=row.pk).name == "Før"
    assert not OutgoingMail.objects.filter(key__startswith=row.slug).exists()


def test_r6_the_role_of_the_web_has_no_way_to_change_an_entry(app_role_connection):
    make.make_status_change()
    for statement in (
        "UPDATE publishing_statuschange SET reason = 'x'",
        "DELETE FROM publishing_statuschange",
        "TRUNCATE publishing_statuschange",
        "ALTER TABLE publishing_statuschange DISABLE TRIGGER ALL",
    ):
        with pytest.raises(Exception, match=r"denied|must be owner"):
            app_role_connection.execute(statement)
        app_role_connection.rollback()
