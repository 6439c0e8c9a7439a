#!/usr/bin/env python3
"""Set up, start and test the portal: ``python3 portal.py help`` lists the commands.

Standard library only. The syntax of this file is no newer than Python 3.6, so that an
old Python gets as far as the sentence that says what to do; the parts that do the work
lie in partnership_portal/launch. What it makes lies in .venv and in the data folder,
and what it starts ends with it.
"""

import os
import sys

if sys.version_info < (3, 11) or os.name != "posix":
    sys.stderr.write(
        "Portalen trenger Python 3.11 eller nyere på Linux eller macOS, og dette er "
        f"Python {sys.version_info[0]}.{sys.version_info[1]} ({sys.platform}): "
        "installer en nyere, og skriv for eksempel python3.11 portal.py run.\n"
    )
    sys.exit(2)

import errno
import time
from pathlib import Path

from partnership_portal.embedded_database import DatabaseProblem
from partnership_portal.launch.children import run_in_foreground
from partnership_portal.launch.console import (
    Problem,
    Stopped,
    complain,
    folder_name,
    ignore_signals,
    in_seconds,
    number,
    parse,
    say,
    step,
    stop_on_signals,
)
from partnership_portal.launch.data_folder import (
    MARKER,
    delete_data_folder,
    open_data_folder,
    require_space,
    take_folder,
    taken_folder,
)
from partnership_portal.launch.databases import (
    database_for,
    describe,
    embedded,
    given_database,
    lock_names,
)
from partnership_portal.launch.django_commands import (
    collect_static,
    environment,
    forget_tables,
    prepare_tables,
    web_environment,
)
from partnership_portal.launch.forgetful import forgetful_database
from partnership_portal.launch.packages import PYTHON, ROOT, VERSION, ensure_packages
from partnership_portal.launch.processes import ON_LINUX
from partnership_portal.launch.web_server import (
    bind,
    end_earlier_web,
    end_web,
    start_web,
    watch,
)

DATA = ROOT / ".portal"
KEPT = ROOT / ".portal-tests"
TOOLS = ROOT / ".portal-tools" / "node_modules"
KINDS = ("counties", "partners", "centres", "services", "agreements")
TELLING = ("-q", "-v", "-r", "-x", "--durations", "--tb=", "--junitxml=", "--color=")
BENCHMARKS = ("finder", "search_index")

HELP = """\
Portalen for fylkenes partnerskap for karriereveiledning

  python3 portal.py run      start portalen på http://127.0.0.1:8000/
      --port TALL            bruk en annen port
      --empty                uten eksempelinnhold (virker første gang)
      --workers TALL         antall prosesser som svarer (ellers 2)
  python3 portal.py test     kjør testene; det som står bak, går til pytest
  python3 portal.py bench NAVN
                             mål farten i en egen database som slettes etterpå;
                             NAVN er finder eller search_index
  python3 portal.py manage   kjør en Django-kommando, som manage createsuperuser
  python3 portal.py import SLAG FIL [--dry-run] [--force]
                             les inn en CSV-fil; SLAG er counties, partners,
                             centres, services eller agreements
  python3 portal.py export agreements NAVN [FIL] [--with-drafts]
                             skriv en avtale til en fil som import kan lese;
                             NAVN er det siste leddet i avtalens adresse
  python3 portal.py reset    slett datamappen (spør først; --yes sletter uten å spørre)
  python3 portal.py help     vis denne hjelpen

Alle tar --data MAPPE (ellers .portal ved siden av portal.py), skrevet rett bak
kommandoen. DATABASE_URL i miljøet brukes i stedet for den innebygde databasen.
Mer står i docs/running.md.

English: run starts the portal, test runs the tests, bench measures its speed, manage is
Django's manage.py, import reads a file, export writes one, reset deletes the data
folder; --data DIR chooses the folder.
"""


def run(arguments):
    """Start the portal and serve until stopped."""
    known = {"--port": number(1, 65535), "--workers": number(1, 32)}
    known.update({"--empty": None, "--data": folder_name})
    options, _ = parse(arguments, known)
    address = "http://127.0.0.1:{}/".format(options["--port"] or 8000)
    begun = time.monotonic()
    database = given_database()
    folder = open_data_folder(options["--data"] or DATA)
    lock = take_folder(folder, "run", address)
    if not lock:
        raise taken_folder(folder)
    say(f"Starter portalen med data i {folder}")
    cluster, web = None, None
    stop_on_signals()
    try:
        with step("Python " + VERSION):
            end_earlier_web(folder)
            door = bind(options["--port"] or 8000)
            require_space(folder, 300)
        ensure_packages(lock_names())
        if not database:
            with step("Database (PostgreSQL)"):
                cluster = describe(folder)
                cluster.start()
                database = embedded(cluster)
        prepare_tables(folder, database, empty=bool(options["--empty"]))
        env = web_environment(folder, database)
        collect_static(folder, env)
        workers = options["--workers"] or 2
        with step("Nettjener (gunicorn)"):
            web = start_web(door, workers=workers, env=env, folder=folder)
            door.close()
        say(f"Klar på {in_seconds(begun)}. Stopp med Ctrl-C.")
        say("Portalen er klar: " + address)
        watch(web, cluster, folder)
    except Stopped:
        say("\nStopper portalen …")
    finally:
        ignore_signals()
        if web:
            end_web(web, folder)
        if cluster:
            cluster.stop()
        lock.close()
    say("Portalen er stoppet.")
    return 0


def test(arguments):
    """Run pytest against a database of its own; return its exit status."""
    options, rest = parse(arguments, {"--data": folder_name}, pass_on=True)
    stop_on_signals()
    chromium = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium")
    has_browser = os.access(chromium, os.X_OK)
    database = given_database()
    ensure_packages(["e2e" if has_browser else "test"], to=sys.stderr)
    with forgetful_database(options["--data"], database, kept=KEPT) as (
        folder,
        database,
    ):
        env = environment(folder, database, "test")
        if database.cluster:
            env["PORTAL_TEST_KEEPS"] = "1"
        env["PORTAL_TEST_APP_ROLE"] = database.app_role
        env["PORTAL_TEST_APP_PASSWORD"] = database.app_password
        for name, place in (
            ("PORTAL_CHROMIUM", Path(chromium)),
            ("PORTAL_VNU_JAR", TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"),
            ("PORTAL_AXE", TOOLS / "axe-core" / "axe.min.js"),
            ("PORTAL_OIDC_PROVIDER", TOOLS / "oidc-provider" / "lib" / "index.js"),
        ):
            if place.exists():
                env.setdefault(name, str(place))
        words = [PYTHON, "-m", "pytest", *side_by_side(rest), *rest]
        return run_in_foreground(words, env, folder=ROOT)


def side_by_side(rest):
    """Return pytest's options that share all tests out to several processes.

    Empty when the words choose a part or ask for more than another way of telling:
    each process sets itself up anew, which a part seldom earns back.
    """
    processes = min(cores(), 4)
    if processes < 2 or not all(word.startswith(TELLING) for word in rest):
        return []
    return ["--numprocesses", str(processes), "--dist", "loadfile"]


def cores():
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if ON_LINUX else os.cpu_count() or 1


def bench(arguments):
    """Measure with a database of its own; return 1 when a limit is broken."""
    options, rest = parse(arguments, {"--data": folder_name}, pass_on=True)
    if not rest or rest[0] not in BENCHMARKS:
        raise Problem(
            "Skriv hva som skal måles: python3 portal.py bench {}.".format(
                "|".join(BENCHMARKS)
            )
        )
    stop_on_signals()
    database = given_database()
    ensure_packages(lock_names(), to=sys.stderr)
    with forgetful_database(options["--data"], database, megabytes=3000) as (
        folder,
        database,
    ):
        env = environment(folder, database, "test")
        return run_in_foreground([PYTHON, "-m", "bench", *rest], env, folder=ROOT)


def manage(arguments, command="manage"):
    """Run a Django command as the owner of the tables; return its exit status."""
    options, rest = parse(arguments, {"--data": folder_name}, pass_on=True)
    stop_on_signals()
    folder = open_data_folder(options["--data"] or DATA)
    ensure_packages(lock_names(), to=sys.stderr)
    with database_for(folder, command) as database:
        if command in ("import", "export") and database.cluster:
            prepare_tables(folder, database, to=sys.stderr)
        else:
            forget_tables(folder)
        words = [PYTHON, ROOT / "manage.py", *rest]
        return run_in_foreground(words, environment(folder, database))


def import_file(arguments):
    """Read a file, or a folder of files, by import_<kind>; return its exit status."""
    options, rest = parse(arguments, {"--data": folder_name}, pass_on=True)
    kind = rest[0] if rest else ""
    if kind not in KINDS:
        raise Problem(
            "Skriv hva som skal leses inn: python3 portal.py import {} FIL.".format(
                "|".join(KINDS)
            )
        )
    paths = [word for word in rest[1:] if not word.startswith("-")]
    if len(paths) != 1:
        raise Problem(f"Skriv én fil: python3 portal.py import {kind} FIL.")
    if not os.access(paths[0], os.R_OK):
        raise Problem(f"Får ikke lest {paths[0]}: sjekk navnet og rettighetene.")
    data = ["--data=" + str(options["--data"])] if options["--data"] else []
    return manage([*data, "import_" + kind, *rest[1:]], command="import")


def export_file(arguments):
    """Write an agreement as the JSON that import reads; return the exit status."""
    options, rest = parse(arguments, {"--data": folder_name}, pass_on=True)
    words = [word for word in rest if not word.startswith("-")]
    if len(words) not in (2, 3) or words[0] != "agreements":
        raise Problem(
            "Skriv hvilken avtale: python3 portal.py export agreements NAVN FIL."
        )
    data = ["--data=" + str(options["--data"])] if options["--data"] else []
    flags = [word for word in rest if word.startswith("-")]
    output = ["--output=" + path for path in words[2:]]
    return manage(
        [*data, "export_agreements", words[1], *flags, *output], command="export"
    )


def reset(arguments):
    """Delete the data folder, if it is one, after asking."""
    options, _ = parse(arguments, {"--data": folder_name, "--yes": None})
    folder = (options["--data"] or DATA).resolve()
    if not (folder / MARKER).exists():
        raise Problem(
            f"{folder} er ingen datamappe som portalen har laget, så ingenting er "
            "slettet: velg den rette med --data."
        )
    lock = take_folder(folder, "reset")
    if not lock:
        raise taken_folder(folder)
    with lock:
        if not options["--yes"]:
            say(f"Dette sletter databasen og alt annet i {folder}.")
            say("Skriv ja for å slette: ", end="")
            if sys.stdin.readline().strip().lower() != "ja":
                raise Problem("Ingenting er slettet: svar ja, eller skriv --yes.")
        end_earlier_web(folder)
        describe(folder).end_earlier()
        delete_data_folder(folder)
    say(f"{folder} er slettet.")
    return 0


def show_help(arguments):
    """Print the help."""
    say(HELP, end="")
    return 0


COMMANDS = {
    "run": run,
    "test": test,
    "bench": bench,
    "manage": manage,
    "import": import_file,
    "export": export_file,
    "reset": reset,
    "help": show_help,
    "--help": show_help,
    "-h": show_help,
}


def main(arguments):
    """Run one command; return the exit status, 2 with one sentence when it cannot."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    name = arguments[0] if arguments else "help"
    try:
        if name not in COMMANDS:
            raise Problem(f"Kjenner ikke «{name}»: skriv python3 portal.py help.")
        return COMMANDS[name](arguments[1:])
    except (Problem, DatabaseProblem) as problem:
        complain(str(problem))
        return getattr(problem, "status", 2)
    except OSError as error:
        complain(sentence_for(error))
        return 2
    except (KeyboardInterrupt, Stopped):
        return 130


def sentence_for(error):
    """Return the sentence for an error of the operating system."""
    place = error.filename or "disken"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Disken er full ({place}): frigjør plass, og prøv igjen."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Du har ikke lov til å skrive i {place}: kjør som brukeren som eier "
            "mappen, eller velg en annen med --data."
        )
    return f"Noe uventet stanset portalen: {error}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
