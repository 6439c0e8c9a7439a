"""portal.py as people meet it: its sentences, its data folder, its environment."""

import ast
import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest

import portal
from partnership_portal.launch import (
    data_folder,
    databases,
    django_commands,
    web_server,
)
from partnership_portal.launch.console import Problem
from partnership_portal.launch.data_folder import (
    MARKER,
    hold,
    open_data_folder,
    require_space,
    take_folder,
)
from partnership_portal.launch.databases import Database
from partnership_portal.launch.packages import ROOT

RUN_AS_OLD = """
import runpy, sys
sys.version_info = (3, 9, 2)
sys.argv = ["portal.py", "run"]
runpy.run_path("portal.py", run_name="__main__")
"""


@pytest.fixture
def refused(capsys):
    """Return a function: the sentence with which a command ends with status 2."""

    def ask(*arguments):
        assert portal.main([str(word) for word in arguments]) == 2
        said = capsys.readouterr().err.strip()
        assert said.endswith(".") and "\n" not in said
        return said

    return ask


def test_an_old_python_can_read_the_file_as_far_as_its_sentence():
    ast.parse((ROOT / "portal.py").read_text(), feature_version=(3, 6))
    ended = subprocess.run(
        [sys.executable, "-c", RUN_AS_OLD],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "Python 3.11 eller nyere" in ended.stderr


def test_help_tells_of_every_command_and_is_what_no_words_give(capsys):
    assert portal.main([]) == 0
    said = capsys.readouterr().out
    for name in ("run", "test", "manage", "import", "export", "reset", "help"):
        assert f"portal.py {name}" in said
    assert portal.main(["--help"]) == 0
    assert capsys.readouterr().out == said


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["start"], "Kjenner ikke «start»"),
        (["run", "--prot", "8001"], "Kjenner ikke «--prot»"),
        (["run", "--port", "0"], "fra 1 til 65535"),
        (["run", "--port=åtte"], "fra 1 til 65535"),
        (["run", "--port"], "fra 1 til 65535"),
        (["run", "--workers", "1000"], "fra 1 til 32"),
        (["run", "--data"], "--data må følges av en mappe"),
        (["reset", "--data="], "--data må følges av en mappe"),
        (["import"], "counties|partners"),
        (["import", "people", "x.csv"], "counties|partners"),
        (["import", "partners"], "Skriv én fil"),
        (["import", "partners", "no-such-file.csv"], "no-such-file.csv"),
    ],
)
def test_wrong_words_are_refused_with_what_to_do(refused, words, part):
    assert part in refused(*words)


def test_a_database_that_is_not_postgresql_is_refused(refused, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere/portal")
    assert "postgresql://" in refused("run", "--data", tmp_path / "data")


def test_a_taken_port_is_named_with_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=rf"Port {port} .* --port [0-9]+"):
            web_server.bind(port)


def test_the_port_is_bound_on_loopback_only():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with web_server.bind(port) as door:
        assert door.getsockname() == ("127.0.0.1", port)


def test_a_new_data_folder_is_private_and_marked(tmp_path):
    folder = open_data_folder(tmp_path / "new" / "data")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / MARKER).exists()
    assert open_data_folder(folder) == folder


def test_a_folder_with_other_things_is_never_taken_over(refused, tmp_path):
    (tmp_path / "letter.txt").write_text("Kjære …")
    assert "ikke har laget" in refused("run", "--data", tmp_path)
    assert "ingenting er slettet" in refused("reset", "--data", tmp_path, "--yes")
    assert [item.name for item in tmp_path.iterdir()] == ["letter.txt"]


def test_reset_deletes_what_portal_made(tmp_path, monkeypatch):
    monkeypatch.setattr(portal, "say", lambda *words, **more: None)
    own, given = tmp_path / "own", tmp_path / "given"
    given.mkdir()
    for folder in (own, given):
        open_data_folder(folder)
        (folder / "postgres").mkdir()
        (folder / "postgres" / "PG_VERSION").write_text("18\n")
        assert portal.main(["reset", "--data", str(folder), "--yes"]) == 0
    assert not own.exists()
    assert list(given.iterdir()) == []


def test_reset_does_not_follow_links(tmp_path, monkeypatch):
    monkeypatch.setattr(portal, "say", lambda *words, **more: None)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "letter.txt").touch()
    folder = open_data_folder(tmp_path / "data")
    (folder / "link").symlink_to(outside)
    assert portal.main(["reset", "--data", str(folder), "--yes"]) == 0
    assert (outside / "letter.txt").exists()


def test_reset_asks_and_takes_silence_for_no(tmp_path, monkeypatch, capsys):
    folder = open_data_folder(tmp_path / "data")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(readline=lambda: ""))
    assert portal.main(["reset", "--data", str(folder)]) == 2
    assert "Ingenting er slettet" in capsys.readouterr().err
    assert (folder / MARKER).exists()


def test_two_runs_on_one_folder_are_refused_by_name(refused, tmp_path):
    folder = open_data_folder(tmp_path / "data")
    with take_folder(folder, "run", "http://127.0.0.1:8000/"):
        said = refused("run", "--data", folder, "--port", "8001")
        assert "http://127.0.0.1:8000/" in said
        assert "kjører allerede" in refused("reset", "--data", folder, "--yes")
    with hold(folder / "owner.lock"):
        pass


def test_too_little_disk_is_said_before_anything_starts(tmp_path, monkeypatch):
    full = SimpleNamespace(free=12_000_000)
    monkeypatch.setattr(data_folder.shutil, "disk_usage", lambda place: full)
    with pytest.raises(Problem, match=r"bare 12 MB ledig.*300 MB"):
        require_space(tmp_path / "not" / "there" / "yet", 300)


def test_errors_of_the_system_become_sentences():
    full = portal.sentence_for(OSError(28, "", "/data/x"))
    assert "Disken er full (/data/x)" in full
    assert "ikke lov" in portal.sentence_for(PermissionError(13, "", "/data/x"))


OWNER_URL = "postgresql://owner:o@/portal?host=%2Fs"
WEB_URL = "postgresql://web:w%40@/portal?host=%2Fs"


def test_the_web_server_never_sees_the_owner(tmp_path):
    env = django_commands.web_environment(tmp_path, Database(WEB_URL, OWNER_URL))
    assert env["DATABASE_URL"] == WEB_URL
    assert OWNER_URL not in env.values()


def test_commands_run_as_the_owner(tmp_path):
    env = django_commands.environment(tmp_path, Database(WEB_URL, OWNER_URL))
    assert env["DATABASE_URL"] == env["DATABASE_OWNER_URL"] == OWNER_URL
    assert env["PORTAL_APP_ROLE"] == "web"
    assert env["DJANGO_SETTINGS_MODULE"] == "partnership_portal.settings.local"


def test_examples_are_possible_with_the_embedded_server_only(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_EMBEDDED", "1")
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--bind 0.0.0.0:80")
    given = django_commands.environment(tmp_path, Database(WEB_URL, OWNER_URL))
    assert "PORTAL_EMBEDDED" not in given
    assert given["PGHOST"] == "elsewhere"
    own = Database(WEB_URL, OWNER_URL, cluster=object())
    env = django_commands.environment(tmp_path, own)
    assert env["PORTAL_EMBEDDED"] == "1"
    assert not {"PGHOST", "GUNICORN_CMD_ARGS"} & env.keys()


def test_the_secret_key_is_made_once_and_kept_private(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    database = Database(WEB_URL, OWNER_URL)
    first = django_commands.environment(tmp_path, database)["SECRET_KEY"]
    assert len(first) >= 50
    assert django_commands.environment(tmp_path, database)["SECRET_KEY"] == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_static_files_are_collected_again_only_after_a_change(tmp_path, monkeypatch):
    """What was collected into a data folder of the checkout does not count."""
    asked = []
    monkeypatch.setattr(django_commands, "ROOT", tmp_path)
    monkeypatch.setattr(django_commands, "LOCKS", tmp_path)
    monkeypatch.setattr(django_commands, "manage", lambda env, *words: asked.append(1))
    (tmp_path / "core.lock").touch()
    (tmp_path / "static").mkdir()
    data = tmp_path / ".portal"
    (data / "static").mkdir(parents=True)
    for number_of_collections, name in enumerate(("site.css", "map.css"), start=1):
        (tmp_path / "static" / name).touch()
        for _ in range(2):
            django_commands.collect_static(data, {})
            (data / "static" / name).touch()
        assert len(asked) == number_of_collections


def test_tables_are_looked_at_again_after_a_change_of_code(tmp_path, monkeypatch):
    applied = SimpleNamespace(query=lambda sql: "f" if "to_regclass" in sql else "9|x")
    monkeypatch.setattr(django_commands, "ROOT", tmp_path)
    monkeypatch.setattr(django_commands, "LOCKS", tmp_path)
    (tmp_path / "app" / "migrations").mkdir(parents=True)
    (tmp_path / "app" / "__init__.py").touch()
    before = django_commands.tables_state(applied)
    assert django_commands.tables_state(applied) == before
    (tmp_path / "app" / "migrations" / "0001_models.py").touch()
    assert django_commands.tables_state(applied) != before
    empty = SimpleNamespace(query=lambda sql: "t")
    assert django_commands.tables_state(empty) == ""


def test_a_given_database_migrates_as_its_owner_when_told(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    assert databases.given_database() is None
    monkeypatch.setenv("DATABASE_URL", WEB_URL)
    assert databases.given_database().owner_url == WEB_URL
    assert databases.lock_names() == ["core"]
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER_URL)
    assert databases.given_database().owner_url == OWNER_URL
    assert databases.given_database().app_password == "w@"


def test_all_tests_share_the_cores_and_a_chosen_part_has_one(monkeypatch):
    monkeypatch.setattr(portal, "cores", lambda: 8)
    shared = ["--numprocesses", "4", "--dist", "loadfile"]
    assert portal.side_by_side([]) == shared
    assert portal.side_by_side(["-q", "-x", "--durations=40"]) == shared
    for part in ("tests/partners", "-k", "-kword", "--lf", "-s", "--pdb", "-n2"):
        assert portal.side_by_side(["-q", part]) == []


def test_a_single_core_runs_a_single_process(monkeypatch):
    monkeypatch.setattr(portal, "cores", lambda: 1)
    assert portal.side_by_side([]) == []
