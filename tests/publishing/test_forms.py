"""Forms of our own pages lose nothing and do nothing twice."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from partners.models import Partner
from publishing.forms import (
    CarefulForm,
    CarefulModelForm,
    ClockField,
    DayField,
    OrganisationNumberField,
    PhoneField,
    PostalCodeField,
    answer_form,
)
from publishing.models import FormToken
from services.models import GuidanceService
from tests import factories as make
from tests.admin_forms import form_on, shown

pytestmark = pytest.mark.django_db
PAGE = Template(
    '{% load crispy_forms_tags %}{% include "designsystemet/error_summary.html" %}'
    "{% crispy form %}"
)


class PartnerForm(CarefulModelForm):
    class Meta:
        model = Partner
        fields = ["name", "kind", "organisation_number", "phone", "ended_on"]


class ServiceForm(CarefulModelForm):
    class Meta:
        model = GuidanceService
        fields = ["name_nb", "name_nn", "summary_nb", "url"]


class LooseForm(CarefulForm):
    number = OrganisationNumberField()
    phone = PhoneField()
    code = PostalCodeField()
    day = DayField()
    opens = ClockField()


def page(form):
    return HttpResponse(PAGE.render(Context({"form": form})))


def save_row(form):
    form.instance.slug = form.instance.slug or f"eksempel-{next(make.NUMBERS)}"
    return f"/laget/{form.save().pk}/"


def ask(user, row=None, sent=None, form_class=PartnerForm, save=save_row):
    path = "/min-side/eksempel/"
    factory = RequestFactory()
    request = factory.get(path) if sent is None else factory.post(path, sent)
    request.user = user
    with override("nb"):
        return answer_form(request, form_class, show=page, save=save, row=row)


def new_partner(user, **changes):
    given = {"name": "Eksempel", "kind": "other"}
    return form_on(ask(user)) | given | changes


class TestOneTime:
    def test_the_same_form_twice_is_one_row_and_leads_to_it(self):
        user = make.make_user()
        form = new_partner(user)
        first, second = ask(user, sent=form), ask(user, sent=form)
        row = Partner.objects.get()
        assert first.status_code == second.status_code == 302
        assert first.url == second.url == f"/laget/{row.pk}/"

    def test_other_words_under_a_used_token_are_not_lost(self):
        user = make.make_user()
        form = new_partner(user)
        address = ask(user, sent=form).url
        again = ask(user, sent=form | {"name": "Noe annet"})
        assert again.status_code == 200
        assert address in shown(again)
        assert form_on(again)["name"] == ["Noe annet"]
        assert Partner.objects.count() == 1
        assert ask(user, sent=form_on(again)).status_code == 302
        assert Partner.objects.count() == 2

    @pytest.mark.parametrize("token", ["", "x", "x:y:z"])
    def test_a_form_without_its_token_is_shown_again_with_all_its_words(self, token):
        user = make.make_user()
        again = ask(user, sent=new_partner(user, form_token=token))
        assert again.status_code == 200
        assert form_on(again)["name"] == ["Eksempel"]
        assert not Partner.objects.exists()
        assert ask(user, sent=form_on(again)).status_code == 302

    def test_a_token_is_for_who_read_the_page_and_for_that_form(self):
        one, other = make.make_user(), make.make_user()
        assert ask(other, sent=new_partner(one)).status_code == 200
        assert ask(AnonymousUser(), sent=new_partner(one)).status_code == 200
        assert not Partner.objects.exists()
        stranger = AnonymousUser()
        assert ask(stranger, sent=new_partner(stranger)).status_code == 302

    def test_reading_a_page_writes_nothing(self):
        ask(make.make_user())
        assert not FormToken.objects.exists()

    def test_work_that_fails_leaves_the_token_unused(self):
        user = make.make_user()
        form = new_partner(user)

        def refuse(form):
            form.save()
            raise ValidationError({"name": "Navnet er tatt.", "ukjent": "Annet."})

        def forbid(form):
            form.save()
            raise PermissionDenied

        told = shown(ask(user, sent=form, save=refuse))
        assert "Navnet er tatt." in told
        assert "Annet." in told
        with pytest.raises(PermissionDenied):
            ask(user, sent=form, save=forbid)
        assert not Partner.objects.exists()
        assert not FormToken.objects.exists()
        assert ask(user, sent=form).status_code == 302

    def test_a_rule_of_the_database_says_its_sentence(self):
        user = make.make_user()
        taken = make.make_partner(organisation_number="889640782")
        form = new_partner(user)

        def collide(form):
            make.make_partner(organisation_number=taken.organisation_number)

        again = ask(user, sent=form, save=collide)
        assert again.status_code == 200
        assert form_on(again)["name"] == ["Eksempel"]
        assert "ds-error-summary" in shown(again)


class TestTwoEditors:
    def test_the_second_gets_both_texts_and_409(self):
        user, other = make.make_user(), make.make_user()
        row = make.make_partner(name="Eksempel", phone="11 22 33 44")
        mine, theirs = (form_on(ask(each, row)) for each in (user, other))
        ask(other, row, theirs | {"name": "Karis navn", "phone": "22 33 44 55"})
        answer = ask(user, row, mine | {"name": "Mitt navn"})
        assert answer.status_code == 409
        row.refresh_from_db()
        assert (row.name, row.phone) == ("Karis navn", "22 33 44 55")
        assert "Karis navn" in shown(answer)
        again = form_on(answer)
        assert (again["name"], again["phone"]) == (["Mitt navn"], ["22 33 44 55"])
        assert ask(user, row, again).status_code == 302
        row.refresh_from_db()
        assert (row.name, row.phone) == ("Mitt navn", "22 33 44 55")

    def test_the_same_edit_twice_is_no_conflict(self):
        user = make.make_user()
        row = make.make_partner()
        form = form_on(ask(user, row)) | {"name": "Nytt navn"}
        assert ask(user, row, form).status_code == 302
        assert ask(user, row, form).status_code == 302

    def test_a_row_that_is_gone_leaves_the_text(self):
        user = make.make_user()
        row = make.make_partner()
        form = form_on(ask(user, row)) | {"name": "Lang tekst"}
        Partner.objects.filter(pk=row.pk).delete()
        answer = ask(user, row, form)
        assert answer.status_code == 200
        assert form_on(answer)["name"] == ["Lang tekst"]


class TestSloppyInput:
    def test_what_people_write_is_understood(self):
        user = make.make_user()
        form = new_partner(
            user,
            organisation_number=" 889 640.782 ",
            phone="tlf. 22\u00a033 44 55",
            ended_on="12/11-2026",
        )
        assert ask(user, sent=form).status_code == 302
        row = Partner.objects.get()
        assert row.organisation_number == "889640782"
        assert row.phone == "22 33 44 55"
        assert row.ended_on.isoformat() == "2026-11-12"
        assert form_on(ask(user, row))["ended_on"] == ["12.11.2026"]

    def test_what_cannot_be_understood_says_how_to_write_it(self):
        sent = {"number": "123", "phone": "ring", "code": "x", "day": "x", "opens": "x"}
        form = LooseForm(sent)
        assert not form.is_valid()
        with override("nb"):
            told = {name: str(errors[0]) for name, errors in form.errors.items()}
        assert told.keys() == sent.keys()
        assert "9 siffer" in told["number"]
        assert "12.11.2026" in told["day"]

    def test_an_address_without_its_scheme_is_a_web_address(self):
        form = ServiceForm({"url": "eksempel.no"})
        form.is_valid()
        assert form.cleaned_data["url"] == "https://eksempel.no"


class TestText:
    def test_hostile_marks_go_and_text_is_composed(self):
        user = make.make_user()
        form = new_partner(user, name="A\u030as\u202e\u200b kommune")
        assert ask(user, sent=form).status_code == 302
        assert Partner.objects.get().name == "Ås kommune"

    @pytest.mark.parametrize("field", ["name", "kind", "ended_on"])
    def test_nul_is_refused_in_words(self, field):
        user = make.make_user()
        answer = ask(user, sent=new_partner(user, **{field: "a\0b"}))
        assert answer.status_code == 200
        assert f'href="#id_{field}"' in shown(answer)
        assert "\0" not in shown(answer)
        assert not Partner.objects.exists()


class TestMarkup:
    def test_errors_lead_to_their_fields(self):
        user = make.make_user()
        told = shown(ask(user, sent=new_partner(user, name="")))
        assert '<a href="#id_name">' in told
        assert 'aria-invalid="true"' in told
        assert 'aria-describedby="id_name_error"' in told
        assert 'data-unsaved="written"' in told

    def test_texts_say_their_language_and_what_may_be_left_out(self):
        told = shown(ask(make.make_user(), form_class=ServiceForm))
        assert 'lang="nn"' in told
        assert "(valgfritt)" in told or "optional" in told
        assert 'data-unsaved="none"' in told
