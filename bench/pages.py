"""How long each public page takes, beside pages that do nothing: ratios, not seconds.

    python3 bench/pages.py [ADDRESS] [ROUNDS]

Asks a running portal (http://127.0.0.1:8000 unless told otherwise) for every page, one
at a time, and prints the median in milliseconds and how many times an empty answer
(/helse/lever) and a one-query answer (/helse/klar) it is. Absolute times depend on the
machine; the ratios are what to compare.
"""

import http.client
import statistics
import sys
import time
from urllib.parse import urlsplit

PAGES = [
    "/",
    "/finn/",
    "/finn/?sted=Gj%C3%B8vik&hvem=adults&behov=job_change",
    "/finn/?q=veiledning",
    "/tilbud/",
    "/tilbud/karrieresenter-individuell/",
    "/tilbud/nav-oppfolging/",
    "/karrieresentre/",
    "/karrieresentre/?type=school",
    "/karrieresentre/karriere-innlandet-gjovik/",
    "/fylker/",
    "/fylker/innlandet/",
    "/fylker/innlandet/roller/",
    "/fylker/oppland/",
    "/partnere/",
    "/partnere/nav/",
    "/partnere/fylkeskommunene/",
    "/avtaler/",
    "/avtaler/eksempel-innlandet/v2/",
    "/avtaler/oppland/v1/",
    "/roller/",
    "/om/",
    "/hjelp/",
]


def median_ms(connection, path, rounds):
    """Return the median time in milliseconds and the size in kB of a page."""
    times, size = [], 0
    for _round in range(rounds):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        response = connection.getresponse()
        size = len(response.read())
        times.append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}")
    return statistics.median(times), size / 1024


def main(address="http://127.0.0.1:8000", rounds="15"):
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    rounds = int(rounds)
    for warm_up in ["/helse/klar", *PAGES]:
        median_ms(connection, warm_up, 2)
    empty, _size = median_ms(connection, "/helse/lever", rounds * 3)
    one_query, _size = median_ms(connection, "/helse/klar", rounds * 3)
    print(f"{'ms':>7} {'× empty':>8} {'× 1 query':>9} {'kB':>6}  page")
    print(f"{empty:7.1f} {1:8.1f} {empty / one_query:9.1f} {0:6.1f}  /helse/lever")
    print(f"{one_query:7.1f} {one_query / empty:8.1f} {1:9.1f} {0:6.1f}  /helse/klar")
    for path in PAGES:
        took, size = median_ms(connection, path, rounds)
        ratios = f"{took / empty:8.1f} {took / one_query:9.1f}"
        print(f"{took:7.1f} {ratios} {size:6.1f}  {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
