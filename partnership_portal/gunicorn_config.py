"""gunicorn's settings: what it refuses itself is answered with a page of the portal.

An address of ten thousand letters never reaches Django, and gunicorn's own answer is a
line of English without security headers.
"""

from gunicorn import util


def post_worker_init(worker):
    """Answer refusals in our words, and let the worker write what its pages count.

    gunicorn calls this once Django is loaded, which is why imports stand here.
    """
    from finder.unmet_needs import writer

    util.write_error = write_error
    writer.start()


def worker_exit(server, worker):
    """Write what the worker has counted and not yet written."""
    from finder.unmet_needs import writer

    writer.end()


def write_error(sock, status, reason, message):
    """Send a refusal and its page; gunicorn's own `message` stands in its log."""
    from .views.errors import early_refusal

    response = early_refusal(status)
    headers = {
        **response.headers,
        "Connection": "close",
        "Content-Length": str(len(response.content)),
    }
    lines = [f"HTTP/1.1 {status} {reason}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, "", ""])
    util.write_nonblock(sock, head.encode("latin-1") + response.content)
