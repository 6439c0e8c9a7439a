"""Start gunicorn on a loopback port, know when it is ready, end what was left of it."""

import errno
import http.client
import json
import socket
import subprocess
import time

from .children import STOP_STEPS
from .console import Failure, Problem, complain
from .data_folder import MEGABYTE
from .packages import PYTHON, ROOT
from .processes import (
    die_with_parent,
    end_child,
    end_process,
    process_mark,
    read_record,
    write_private,
)

READY_SECONDS = 60
DEATHS_A_MINUTE = 5


def bind(port):
    """Return a socket bound to 127.0.0.1:port; refuse with a port that is free."""
    for candidate in range(port, min(port + 50, 65536)):
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", candidate))
        except PermissionError:
            door.close()
            raise Problem(
                f"Du har ikke lov til å bruke port {candidate}: velg en fra 1024 og "
                "opp, for eksempel --port 8000."
            ) from None
        except OSError as error:
            door.close()
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        if candidate == port:
            return door
        door.close()
        break
    raise Problem(
        f"Port {port} er opptatt av et annet program: velg en annen, for eksempel "
        f"--port {candidate}."
    )


def start_web(door, *, workers, env, folder):
    """Start gunicorn on the socket; return the process when /helse/klar answers 200."""
    port = door.getsockname()[1]
    try:
        # The kernel lets one socket listen: this settles two starts on one port.
        door.listen(128)
    except OSError:
        raise Problem(
            f"Port {port} ble tatt av et annet program: velg en annen med --port."
        ) from None
    log_path = folder / "web.log"
    if log_path.exists() and log_path.stat().st_size > MEGABYTE:
        log_path.replace(log_path.with_suffix(".log.1"))
    with log_path.open("ab") as log:
        web = subprocess.Popen(  # noqa: S603
            [
                *(PYTHON, "-m", "gunicorn", "partnership_portal.wsgi:application"),
                *("--config", "python:partnership_portal.gunicorn_config"),
                *("--bind", f"fd://{door.fileno()}", "--no-control-socket"),
                *("--workers", str(workers), "--worker-class", "gthread"),
                *("--threads", "4", "--graceful-timeout", "5"),
                *("--timeout", "60", "--log-level", "warning"),
            ],
            env={"PORTAL_ADDRESS": f"http://127.0.0.1:{port}"} | env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(door.fileno(),),
            # A session of its own: Ctrl-C goes to portal.py, which knows the order.
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )
    try:
        record = {"pid": web.pid, "mark": process_mark(web.pid)}
        write_private(folder / "web.json", json.dumps(record))
        _wait_until_ready(web, port, log_path)
    except BaseException:
        end_web(web, folder)
        raise
    return web


def _wait_until_ready(web, port, log_path):
    deadline = time.monotonic() + READY_SECONDS
    answer = "ingen svar"
    while time.monotonic() < deadline and web.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/helse/klar")
            response = connection.getresponse()
            if response.status == 200:
                return
            answer = f"/helse/klar svarer {response.status}"
        except (OSError, http.client.HTTPException) as error:
            answer = str(error)
        finally:
            connection.close()
        time.sleep(0.1)
    raise Failure(f"Nettjeneren ble ikke klar ({answer}): se {log_path}.")


def end_web(web, folder):
    """End gunicorn, gracefully at first, with the workers it has."""
    end_child(web, STOP_STEPS)
    (folder / "web.json").unlink(missing_ok=True)


def end_earlier_web(folder):
    """End the web server of a run that was killed."""
    record = read_record(folder / "web.json")
    if record.get("pid") and record.get("mark"):
        end_process(record["pid"], record["mark"], STOP_STEPS)
    (folder / "web.json").unlink(missing_ok=True)


def watch(web, cluster, folder):
    """Serve until a signal comes; start a database that died again.

    Raise Failure when the web server ends by itself, or the database again and again.
    """
    deaths = []
    while True:
        time.sleep(0.3)
        if web.poll() is not None:
            raise Failure(f"Nettjeneren stoppet av seg selv: se {folder / 'web.log'}.")
        if cluster and cluster.process.poll() is not None:
            deaths = [then for then in deaths if time.monotonic() - then < 60]
            if len(deaths) == DEATHS_A_MINUTE:
                raise Failure(f"Databasen stopper gang på gang: se {cluster.log}.")
            deaths.append(time.monotonic())
            cluster.restart()
            complain("Databasen stoppet uventet og er startet igjen.")
