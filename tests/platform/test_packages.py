"""The lock files, and when packages are installed again."""

import json
import re

import pytest

from partnership_portal.launch import packages
from partnership_portal.launch.console import Problem

LOCK = """\
first==1.0 ; sys_platform == 'linux' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via -r core.in
second==2.0 \\
    --hash=sha256:cc
    # via
    #   first
    #   third
"""
NAMES = ("core", "embedded", "test", "e2e")


def lock(name):
    return (packages.LOCKS / f"{name}.lock").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_lock_files_name_no_host_and_no_path(name):
    assert "://" not in lock(name)
    for place in re.findall(r"(?:via|#  ) -[rc] (\S+)", lock(name)):
        assert re.fullmatch(r"[a-z0-9]+\.in", place)


@pytest.mark.parametrize("name", NAMES)
def test_everything_locked_has_version_and_hash(name):
    heads = re.findall(r"(?m)^\w.*", lock(name))
    assert heads
    for head in heads:
        assert re.match(r"[\w.-]+==\S+ .*\\$", head)
    assert len(packages.requirements_of(lock(name))) == len(heads)


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [("core", "test"), ("embedded", "test"), ("test", "e2e")],
)
def test_the_tests_run_on_the_packages_that_serve(smaller, larger):
    kept = packages.requirements_of(lock(larger)).items()
    assert packages.requirements_of(lock(smaller)).items() <= kept


def test_hashes_count_and_comments_do_not():
    found = packages.requirements_of(LOCK)
    assert list(found) == ["first; sys_platform == 'linux'", "second; "]
    other_reason = LOCK.replace("-r core.in", "second")
    assert packages.requirements_of(other_reason) == found
    other_hash = packages.requirements_of(LOCK.replace("sha256:bb", "sha256:dd"))
    assert [name for name in found if found[name] != other_hash[name]] == [
        "first; sys_platform == 'linux'"
    ]


@pytest.fixture
def own_environment(tmp_path, monkeypatch):
    """Let the module work in folders of the test's own, with a stamp that fits LOCK."""
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    (tmp_path / "portal.py").touch()
    (tmp_path / "core.lock").write_text(LOCK)
    stamp = {"python": packages.VERSION, "packages": packages.requirements_of(LOCK)}
    (venv / "portal-stamp.json").write_text(json.dumps(stamp))
    cfg = f"version = {packages.VERSION}\n"
    (venv / "pyvenv.cfg").write_text(cfg)
    for name, place in {
        "ROOT": tmp_path,
        "LOCKS": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "STAMP": venv / "portal-stamp.json",
        "UNFINISHED": venv / "portal-unfinished",
    }.items():
        monkeypatch.setattr(packages, name, place)
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    """Collect the commands instead of running them; they answer as told."""
    asked = []
    answers = {"status": 0, "said": ""}

    def run_child(command, env=None):
        asked.append([str(word) for word in command])
        return answers["status"], answers["said"]

    monkeypatch.setattr(packages, "run_child", run_child)
    return asked, answers


def test_nothing_is_installed_when_the_stamp_fits(own_environment, commands):
    packages.ensure_packages(["core"])
    assert commands[0] == []


@pytest.mark.parametrize(
    ("change", "makes_environment"),
    [
        (lambda root: (root / "core.lock").write_text(LOCK + "\nx==1 \\\n"), False),
        (lambda root: (root / ".venv" / "portal-stamp.json").unlink(), False),
        (lambda root: (root / ".venv" / "portal-unfinished").touch(), True),
        (lambda root: (root / ".venv" / "bin" / "python").unlink(), True),
        (
            lambda root: (
                (root / ".venv" / "portal-stamp.json").unlink(),
                (root / ".venv" / "pyvenv.cfg").write_text("version = 3.10.1\n"),
            ),
            True,
        ),
    ],
    ids=["lock", "no stamp", "unfinished", "no python", "another python"],
)
def test_what_leads_to_a_new_installation(
    own_environment, commands, change, makes_environment
):
    change(own_environment)
    packages.ensure_packages(["core"])
    asked, _ = commands
    assert [command[1:3] for command in asked if "pip" in command] == [["-m", "pip"]]
    assert ("venv" in asked[0]) is makes_environment
    assert "--require-hashes" in asked[-1]
    assert not packages.UNFINISHED.exists()


def test_pip_failure_is_one_sentence_and_keeps_the_environment(
    own_environment, commands
):
    (own_environment / ".venv" / "portal-stamp.json").unlink()
    _, answers = commands
    answers.update(status=1, said="WARNING: x\nERROR: Could not find a version\n")
    with pytest.raises(Problem, match="når pakkelageret") as problem:
        packages.ensure_packages(["core"])
    assert "\n" not in str(problem.value)
    assert not packages.UNFINISHED.exists()


def test_a_full_disk_is_told_apart_and_distrusts_what_was_unpacked(
    own_environment, commands
):
    (own_environment / ".venv" / "portal-stamp.json").unlink()
    commands[1].update(status=1, said="OSError: [Errno 28] No space left on device")
    with pytest.raises(OSError, match="28"):
        packages.ensure_packages(["core"])
    assert packages.UNFINISHED.exists()


def test_missing_venv_module_names_the_debian_package(monkeypatch):
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Problem, match="sudo apt install python3-venv"):
        packages.ensure_packages(["core"])


def test_a_wrong_hash_is_no_network_problem():
    said = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE"
    assert "låst" in packages.advice_on(said)
