"""The embedded PostgreSQL: who may do what in it, and what it survives."""

import json
import os
import signal
import stat
import subprocess
import sys
import time

import pytest

from partnership_portal.embedded_database import (
    APP_ROLE,
    OWNER_ROLE,
    SUPERUSER,
    DatabaseProblem,
)
from partnership_portal.launch.binaries import (
    SOCKET_PATH_LIMIT,
    Programs,
    copy_binaries,
    find_binaries,
)
from partnership_portal.launch.packages import ROOT
from partnership_portal.launch.processes import (
    end_process,
    process_mark,
    random_secrets,
    read_record,
)
from partnership_portal.settings.environment import database_from_url

START_AND_DIE = """
import os, sys
from partnership_portal.embedded_database import Cluster
Cluster(sys.argv[1]).start()
os.kill(os.getpid(), 9)
"""


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def wait_until_gone(pid, mark):
    deadline = time.monotonic() + 10
    while process_mark(pid) == mark and time.monotonic() < deadline:
        time.sleep(0.02)
    return process_mark(pid) != mark


def test_the_web_role_owns_nothing_and_creates_nothing(cluster):
    owned = "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = "
    assert cluster.query(f"{owned} '{APP_ROLE}'::regrole") == "0"
    for statement in (
        "CREATE TABLE mine (i int)",
        "CREATE TEMPORARY TABLE mine (i int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE EXTENSION citext",
        f"SET ROLE {OWNER_ROLE}",
    ):
        with pytest.raises(DatabaseProblem, match="permission denied"):
            cluster.query(statement, role=APP_ROLE)


def test_the_owner_may_make_what_migrations_and_tests_need(cluster):
    for name in ("btree_gist", "pg_trgm", "unaccent"):
        cluster.query(f"CREATE EXTENSION {name}")
    cluster.query("CREATE DATABASE another")
    cluster.query("DROP DATABASE another")
    owner = "SELECT datdba::regrole FROM pg_database WHERE datname = 'portal'"
    assert cluster.query(owner) == OWNER_ROLE
    schema = "SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'public'"
    assert cluster.query(schema) == OWNER_ROLE


def test_nobody_is_a_superuser_who_can_log_in(cluster):
    rights = "SELECT rolname FROM pg_roles WHERE rolsuper AND rolcanlogin"
    assert cluster.query(rights) == SUPERUSER
    with pytest.raises(DatabaseProblem, match=r"no pg_hba\.conf entry"):
        cluster.query("SELECT 1", role=SUPERUSER)


def test_a_wrong_password_is_refused_and_no_port_is_open(cluster):
    answer = cluster.programs.run(
        *("psql", "-h", cluster.programs.socket_folder, "-U", APP_ROLE, "portal"),
        password="wrong",
    )
    assert "password authentication failed" in answer.stderr
    assert cluster.query("SHOW listen_addresses") == ""


def test_norwegian_letters_count_as_letters(cluster):
    cluster.query("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert cluster.query("SELECT lower('ÆØÅ')") == "æøå"
    assert cluster.query("SELECT cardinality(show_trgm('åå'))") == "3"


def test_the_url_is_what_the_settings_read(cluster):
    entry = database_from_url(cluster.url(), web=True)
    assert entry["USER"] == APP_ROLE
    assert entry["PASSWORD"] == random_secrets(cluster.folder)["app"]
    assert entry["HOST"] == str(cluster.programs.socket_folder)
    assert entry["NAME"] == "portal"


def test_secrets_and_socket_are_private(cluster):
    assert mode(cluster.folder / "secrets.json") == 0o600
    assert mode(cluster.programs.socket_folder) == 0o700
    socket = cluster.programs.socket_folder / ".s.PGSQL.5432"
    assert socket.is_socket()
    assert len(os.fsencode(socket)) < SOCKET_PATH_LIMIT


def test_another_process_can_use_the_running_server(cluster):
    other = type(cluster)(cluster.folder)
    assert other.attach()
    assert other.url() == cluster.url()


def test_two_clusters_run_side_by_side(cluster, hardy_cluster):
    cluster.query("CREATE TABLE only_in_first ()")
    assert cluster.query("SELECT to_regclass('only_in_first')") == "only_in_first"
    assert hardy_cluster.query("SELECT to_regclass('only_in_first')") == ""


def test_folders_above_the_data_keep_owner_and_mode(tmp_path, new_cluster):
    """Above is closed to the server's account; a half-made cluster lies there."""
    folder = tmp_path / "closed" / "data"
    unfinished = folder / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    folder.parent.chmod(0o700)
    places = [folder, *folder.parents]
    before = [(place.stat().st_mode, place.stat().st_uid) for place in places]
    assert new_cluster(folder).query("SELECT 1") == "1"
    assert not unfinished.exists()
    assert [(place.stat().st_mode, place.stat().st_uid) for place in places] == before


def test_rows_survive_a_killed_server(hardy_cluster):
    cluster = hardy_cluster
    cluster.query("CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(cluster.process.pid, signal.SIGKILL)
    cluster.restart()
    assert cluster.query("SELECT number FROM kept") == "7"
    cluster.stop()
    assert not cluster.record_file.exists()
    cluster.start()
    assert cluster.query("SELECT number FROM kept") == "7"


def test_a_killed_launcher_leaves_nothing_that_stops_the_next(hardy_cluster):
    cluster = hardy_cluster
    cluster.stop()
    killed = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, cluster.folder], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    left = read_record(cluster.record_file)
    cluster.start()
    assert wait_until_gone(left["pid"], left["mark"])
    assert not os.path.exists(left["runtime"])
    assert cluster.query("SELECT 1") == "1"


def test_a_reused_process_number_does_not_stop_the_start(hardy_cluster):
    cluster = hardy_cluster
    cluster.stop()
    lock = cluster.files / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{cluster.files}\n")
    record = {"pid": os.getpid(), "mark": "an earlier process"}
    cluster.record_file.write_text(json.dumps(record))
    cluster.start()
    assert cluster.query("SELECT 1") == "1"


def test_lost_secrets_are_replaced(hardy_cluster):
    cluster = hardy_cluster
    old = cluster.url()
    cluster.stop()
    (cluster.folder / "secrets.json").unlink()
    cluster.start()
    assert cluster.query("SELECT current_user", role=APP_ROLE) == APP_ROLE
    assert cluster.url() != old


def test_copied_programs_find_their_libraries(tmp_path):
    (tmp_path / "socket").mkdir()
    programs = Programs(copy_binaries(find_binaries(), tmp_path), tmp_path, None)
    assert programs.obstacle() == ""
    assert int(programs.version.partition(".")[0]) >= 18
    assert mode(programs.binaries / "postgres") == 0o755
    version = programs.run("psql", "--version")
    assert version.stdout.startswith("psql (PostgreSQL)")


def test_old_or_missing_programs_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_PG_BIN", str(tmp_path))
    with pytest.raises(DatabaseProblem, match="PORTAL_PG_BIN"):
        find_binaries()
    old = tmp_path / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.18 (Debian)'\n")
    old.chmod(0o755)
    (tmp_path / "socket").mkdir()
    assert Programs(tmp_path, tmp_path, None).obstacle() == "dette er PostgreSQL 15.18"


def test_a_process_with_another_mark_is_left_alone():
    child = subprocess.Popen(["/bin/sleep", "60"])
    try:
        assert end_process(child.pid, "another", ((signal.SIGKILL, 1),))
        assert child.poll() is None
        mark = process_mark(child.pid)
        assert end_process(child.pid, mark, ((signal.SIGTERM, 5),))
        assert process_mark(child.pid) is None  # a zombie is gone
    finally:
        child.kill()
        child.wait()
