"""A full day as three people, in a real browser, by keyboard only.

A coordinator invites a partner; the partner's editor writes a service and a role, and
sends them; the coordinator approves; the partner accepts; a citizen finds the service
with the reason. With scripts and without. Nothing is put into the database after the
day has begun, and every page on the way is judged (by_keyboard.py).
"""

import json
import os
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.test.testcases import LiveServerThread

from partners.models import Partner
from tests.at_the_door import PASSWORD, code_now, make_account, make_factor
from tests.databases import copy_database, drop_database, using_database
from tests.factories import make_membership

from .by_keyboard import Person
from .conftest import needed
from .test_accessibility import ARGUMENTS

WITH, WITHOUT = "with scripts", "without scripts"
# Made up, and with check digits that fit; a partner for each way of going by.
NEW_PARTNERS = {
    WITH: ("Eksempel opplæringskontor", "910 000 004"),
    WITHOUT: ("Eksempel lærebedrift", "910 000 012"),
}
PASSPHRASE = "elleve traner over en fjellmyr"
SUMMARY = "Vi hjelper deg med å finne læreplass og ta fagbrev."
SUMMARY_NN = "Vi hjelper deg med å finne læreplass og ta fagbrev hos oss."
OUTCOME = "Du vet hvilke bedrifter du kan søke hos."
FOR_CITIZENS = "Spør oss om læreplass og fagbrev i Innlandet."


@pytest.fixture(scope="module")
def portal(shipped_database, django_db_blocker):
    """Serve the portal as it is shipped; return its address and who coordinates."""
    name = f"{shipped_database}_day"
    with django_db_blocker.unblock():
        copy_database(shipped_database, name)
        try:
            with using_database(name):
                coordinators = {mode: a_coordinator(mode) for mode in NEW_PARTNERS}
                thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
                thread.daemon = True
                thread.start()
                thread.is_ready.wait()
                if thread.error:
                    raise thread.error
                yield f"http://127.0.0.1:{thread.port}", coordinators
                thread.terminate()
        finally:
            drop_database(name)


def a_coordinator(mode):
    """Return the user name and the secret of who coordinates Innlandet."""
    user = make_account(
        f"koordinator-{mode.split()[0]}@example.org",
        first_name="Kari",
        last_name="Koordinator",
    )
    council = Partner.objects.get(kind="county_council", county__code="34")
    make_membership(user=user, partner=council, role="coordinator")
    return user.username, make_factor(user)


@pytest.fixture(scope="module")
def browser(portal):
    sync_api = pytest.importorskip(
        "playwright.sync_api", reason="portal.py test installs it beside a Chromium"
    )
    program = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium")
    if not Path(program).exists():
        pytest.skip("there is no Chromium; .ci/run installs it")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def people(browser, portal, settings):
    """Return a function that gives a person at a keyboard of their own."""
    cache.clear()
    settings.PORTAL_ADDRESS, _coordinators = portal
    settings.EMAIL_HOST = ""
    axe = Path(needed("PORTAL_AXE", "axe.min.js")).read_text(encoding="utf-8")
    met = []

    def somebody(*, scripts):
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": 1280, "height": 900},
            locale="nb",
        )
        met.append(Person(context.new_page(), portal[0], axe=axe if scripts else ""))
        return met[-1]

    yield somebody
    for each in met:
        each.tab.context.close()
    cache.clear()


@pytest.mark.parametrize("mode", [WITH, WITHOUT])
def test_a_full_day_as_three_people(people, portal, mode, tmp_path):
    coordinator, editor, citizen = (people(scripts=mode == WITH) for _each in range(3))
    partner, number = NEW_PARTNERS[mode]

    log_in(coordinator, *portal[1][mode])
    link = invite(coordinator, partner, number)
    accept(editor, link, mail_of(partner))
    write_a_service(editor, partner)
    write_a_role(editor, partner)
    approve_the_service(coordinator, partner)
    publish_the_role(coordinator, partner)
    accept_the_role(editor, partner)
    find_it(citizen, partner)

    everybody = (coordinator, editor, citizen)
    assert [each.found for each in everybody] == [[], [], []]
    sent = {
        f"{who}: {key}": body
        for who, each in enumerate(everybody)
        for key, body in each.sent.items()
    }
    assert len(sent) > 30
    assert not markup_errors(sent, tmp_path)


def log_in(person, name, secret):
    person.open("/min-side/")
    assert person.heading == "Logg inn"
    # First the form as it stands, then a password that is wrong, then the right one.
    person.press("button", "Logg inn", is_refused=True)
    person.mend("")
    person.tab.keyboard.type(name)
    person.write("Passord", "feil passord")
    person.press("button", "Logg inn", is_refused=True)
    person.write("Passord", PASSWORD)
    person.press("button", "Logg inn")
    assert person.heading == "Koden fra appen din"
    person.write("Kode", "000000")
    person.press("button", "Logg inn", is_refused=True)
    person.write("Kode", code_now(secret))
    person.press("button", "Logg inn")
    assert person.heading == "Min side"


def invite(person, partner, number):
    """Add the partner and invite its editor; return the link to hand over."""
    person.press("link", "Partnere")
    person.press("link", "Inviter en partner")
    person.write("Navn eller organisasjonsnummer", number, role="searchbox")
    person.press("button", "Søk")
    person.write("Navnet på organisasjonen", partner)
    person.pick("Type", "bedrift")
    # The number that was looked for is there already.
    person.press("button", "Legg til partneren", is_refused=True)
    assert person.tab.locator("#id_name").input_value() == partner
    person.mend("")
    person.write("E-postadressen til personen", mail_of(partner))
    person.choose("Hva skal personen gjøre?", "redaktør")
    person.press("button", "Legg til partneren")
    assert f"{partner} er lagt til" in person.text
    person.reach("textbox", "Lenke til invitasjonen")
    link = person.tab.evaluate("document.activeElement.value")
    assert "/min-side/invitasjon/" in link
    # It is shown once: whoever looks over a shoulder later finds it nowhere.
    person.press("button", "Ta med i partnerskapet")
    assert "er medlem av" in person.text
    assert link not in person.tab.content()
    return link


def mail_of(partner):
    return f"{partner.split()[1].replace('æ', 'ae')}@example.org"


def accept(person, link, email):
    """Make the account, set up the app for codes, and come to «Min side»."""
    person.open(link)
    assert person.heading == "Du er invitert"
    person.press("button", "Godta invitasjonen", is_refused=True)
    person.mend("")
    person.tab.keyboard.type("Even")
    person.write("Etternavn", "Redaktør")
    person.write("Nytt passord", PASSPHRASE)
    person.write("Nytt passord en gang til", PASSPHRASE)
    person.press("button", "Godta invitasjonen")
    secret = person.tab.locator(".account__key").inner_text().replace(" ", "")
    person.write("Kode", code_now(secret))
    person.press("button", "Sett opp")
    codes = person.tab.locator(".account__codes code").all_inner_texts()
    assert len(codes) == 10
    person.press("link", "Jeg har tatt vare på dem")
    assert person.heading == "Min side"
    # Out, and in again with what was kept on paper.
    person.press("button", "Logg ut")
    person.open("/min-side/")
    person.write("E-postadresse eller brukernavn", email)
    person.write("Passord", PASSPHRASE)
    person.press("button", "Logg inn")
    person.write("Kode", codes[0])
    person.press("button", "Logg inn")
    assert person.heading == "Min side"


def write_a_service(person, partner):
    person.press("link", "Skriv et tilbud")
    # Sent empty it comes back; what is public needs is asked for when it is sent.
    person.press("button", "Lagre utkastet", is_refused=True)
    person.mend("")
    person.tab.keyboard.type(f"Hjelp til fagbrev hos {partner}")
    person.write("Navn (nynorsk)", f"Hjelp til fagbrev hos {partner}")
    person.write("Kort fortalt (bokmål)", SUMMARY)
    person.write("Kort fortalt (nynorsk)", SUMMARY_NN)
    person.tick("lærlinger")
    person.tick("lærling og fagbrev")
    person.unfold("Kommuner")
    person.tick("Gjøvik")
    person.tick("oppmøte")
    person.choose("Gratis", "Ja")
    person.choose("Trengs det henvisning?", "Nei")
    person.write("Det du sitter igjen med (bokmål)", OUTCOME)
    person.write("Nettsted", "example.org/fagbrev")
    person.press("button", "Lagre utkastet")
    assert "Utkastet er lagret" in person.text
    person.press("link", "Se siden slik folk vil se den")
    assert SUMMARY in person.text
    person.press("link", "Tilbake til teksten")
    person.press("link", "Send til godkjenning")
    person.write("Beskjed til koordinatoren", "Vårt første tilbud.")
    twice(person, "Send til godkjenning", re.compile(r"/min-side/tilbud/[\w-]+/$"))
    assert "Venter på godkjenning" in person.text


def twice(person, button, leads_to):
    """Press a button twice, as an impatient person does."""
    person.reach("button", button)
    person.tab.keyboard.press("Enter")
    person.tab.keyboard.press("Enter")
    person.tab.wait_for_url(leads_to)
    person.arrive()


def write_a_role(person, partner):
    person.press("link", "Roller")
    person.press("link", "Skriv en ny rolle")
    person.press("button", "Lagre utkastet", is_refused=True)
    person.mend("")
    person.write("Navnet på rollen (bokmål)", f"Fagbrevkontakt i {partner}")
    person.write("For innbyggere (bokmål)", FOR_CITIZENS)
    person.write("Innehaver", "Daglig leder")
    day = date.today()
    person.write("Gjelder fra", f"{day.day}.{day.month}.{day.year}")
    person.press("button", "Lagre utkastet")
    person.press("button", "Send til koordinatoren")
    assert "Utkastet er sendt" in person.text


def approve_the_service(person, partner):
    person.open("/min-side/")
    assert f"{partner} har sendt deg «Hjelp til fagbrev" in person.text
    assert f"{partner} har sendt deg rollen" in person.text
    person.press("link", f"Les og avgjør: {partner} har sendt deg «Hjelp")
    assert SUMMARY in person.text
    assert "Vårt første tilbud." in person.text
    person.press("button", "Godkjenn og publiser")
    assert "Les og avgjør" not in person.text


def publish_the_role(person, partner):
    person.open("/min-side/")
    person.press("link", f"Les og avgjør: {partner} har sendt deg rollen")
    person.press("link", "Sammenlign og publiser")
    assert FOR_CITIZENS in person.text
    person.press("button", "Publiser")
    assert "ikke er godtatt" in person.text


def accept_the_role(person, partner):
    person.open("/min-side/")
    person.press("link", "Les og svar")
    person.press("button", "Godta rollen")
    person.press("link", "Se siden som alle ser")
    day = date.today()
    assert re.search(rf"Bekreftet av {partner} {day.day}\. \w+ {day.year}", person.text)


def find_it(person, partner):
    """Ask the finder, and read why this is the right one."""
    person.open("/finn/?sted=Gjøvik&hvem=apprentices&behov=apprenticeship")
    person.reach("link", f"Hjelp til fagbrev hos {partner}")
    card = person.tab.locator("li.result", has_text=f"hos {partner}").inner_text()
    assert "lærling" in card
    person.press("link", f"Hjelp til fagbrev hos {partner}")
    assert SUMMARY in person.text


def markup_errors(sent, folder):
    """Return what the Nu Html Checker finds in the pages as they were sent."""
    jar = needed("PORTAL_VNU_JAR", "vnu.jar")
    names = {}
    for number, (key, body) in enumerate(sent.items()):
        file = folder / f"{number:03}.html"
        file.write_bytes(body)
        names[file.name] = key
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--format", "json", str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    return {
        f"{names[each['url'].rsplit('/', 1)[1]]}: {each['message']}"
        for each in json.loads(done.stderr or done.stdout)["messages"]
    }
