"""What /finn/ costs with 1 000, 10 000 and 100 000 services: ratios, not seconds.

    python3 portal.py bench finder [SERVICES …]

Fills a scratch database with made-up services, keeping a copy at each of the sizes, and
asks a fixed mix of questions in this one process, each ROUNDS times. Prints the median
in milliseconds and the number of queries for each kind of question, beside a page that
does nothing and one that asks the database one thing. Ends with status 1 when a
question takes more than MOST_QUERIES, or when the mix takes more than MOST_RATIO times
as long with the most services as with the fewest.
"""

import statistics
import sys
import time
from itertools import pairwise
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from .made_up import load, make_ground
from .scratch import copies, scratch_database, using

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 7
MOST_QUERIES = 12
MOST_RATIO = 2.0
EMPTY, ONE_QUERY = "/helse/lever", "/helse/klar"

# The kind of question, and the parameters of /finn/.
MIX = [
    ("place, group, need", {"sted": "Gjøvik", "hvem": "adults", "behov": "job_change"}),
    ("place, group, need", {"sted": "2815", "hvem": "laid_off", "behov": "job_search"}),
    (
        "place, group, need",
        {"sted": "Tromsø", "hvem": "students", "behov": "interview_training"},
    ),
    (
        "place, group, need, channel",
        {
            "sted": "Bergen",
            "hvem": ["jobseekers", "immigrants"],
            "behov": ["cv_and_application", "settling_in_norway"],
            "kanal": "phone",
            "alder": "34",
        },
    ),
    ("place", {"sted": "Gjøvik"}),
    ("place", {"sted": "4614"}),
    ("county", {"sted": "Innlandet"}),
    ("county", {"sted": "Vestland", "hvem": "unemployed"}),
    ("group", {"hvem": "adults"}),
    ("group", {"hvem": "dismissed"}),
    ("need", {"behov": "job_change"}),
    ("need", {"behov": "work_and_health"}),
    ("text, place", {"q": "mistet jobben, Gjøvik"}),
    ("text, place", {"q": "yrkesveiledning for voksne i Kristiansand"}),
    ("text, place", {"q": "jobbsøkerkurs", "sted": "Trondheim"}),
    ("text", {"q": "veiledning"}),
    ("text", {"q": "karrieresenter"}),
    ("text", {"q": "omskolering etter ulykke"}),
    ("text", {"q": "i need help to find a job"}),
    ("misspelt", {"q": "karierveildning"}),
    ("misspelt", {"q": "jobsøkerkus gjøvik"}),
    ("two places of the name", {"sted": "Herøy", "hvem": "parents"}),
    ("two places of the name", {"q": "lærling på Nes"}),
    ("nothing found", {"q": "xyzzy"}),
    (
        "nothing found",
        {"sted": "Utsira", "hvem": "veterans", "behov": "apprenticeship", "alder": "9"},
    ),
    ("unknown place", {"sted": "Blåfjellkrysset", "hvem": "adults"}),
]


def address(asked):
    """Return the page that answers a question."""
    return f"/finn/?{urlencode(asked, doseq=True)}"


def count_queries(client, path):
    """Return how many queries a page asks, once what it may keep is kept."""
    count = 0

    def counting(execute, *arguments):
        nonlocal count
        count += 1
        return execute(*arguments)

    _ask(client, path)
    with connection.execute_wrapper(counting):
        _ask(client, path)
    return count


def took_ms(client, path):
    """Return how many milliseconds a page took."""
    start = time.perf_counter()
    _ask(client, path)
    return (time.perf_counter() - start) * 1000


def _ask(client, path):
    response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")


def measure(databases):
    """Return {size: (ms and queries of each question, ms of the two pages beside it)}.

    `databases` are connections by size. They take turns, round by round: what else the
    machine has to do meanwhile slows all of them down.
    """
    # A program by its name, so that no search is counted as somebody's.
    client = Client(headers={"user-agent": "benchmark bot"})
    paths = [address(asked) for _kind, asked in MIX]
    queries = {}
    times = {size: [[] for _path in [*paths, EMPTY, ONE_QUERY]] for size in databases}
    for size, database in databases.items():
        with using(database):
            queries[size] = [count_queries(client, path) for path in paths]
    for _round in range(ROUNDS):
        for size, database in databases.items():
            with using(database):
                # Names and synonyms are read anew for another database.
                took_ms(client, paths[0])
                for taken, path in zip(
                    times[size], [*paths, EMPTY, ONE_QUERY], strict=True
                ):
                    taken.append(took_ms(client, path))
    found = {}
    for size in databases:
        *took, empty, one_query = map(statistics.median, times[size])
        found[size] = list(zip(took, queries[size], strict=True)), (empty, one_query)
    return found


def report(found):
    """Print the table; return what is broken, in words. `found` is by size."""
    sizes = sorted(found)
    kinds = list(dict.fromkeys(kind for kind, _asked in MIX))
    head = "".join(f"{size:>12} {'queries':>7}" for size in sizes)
    print(f"{'milliseconds a page, services:':30}{head} {'ratio':>6}")
    for kind in kinds:
        chosen = [place for place, (other, _asked) in enumerate(MIX) if other == kind]
        cells, means = "", []
        for size in sizes:
            rows = [found[size][0][place] for place in chosen]
            means.append(statistics.mean(took for took, _queries in rows))
            cells += f"{means[-1]:12.1f} {max(queries for _took, queries in rows):7}"
        print(f"{kind:30}{cells} {means[-1] / means[0]:6.2f}")
    totals = [sum(took for took, _queries in found[size][0]) for size in sizes]
    most = [max(queries for _took, queries in found[size][0]) for size in sizes]
    ratio = totals[-1] / totals[0]
    cells = "".join(f"{t:12.1f} {m:7}" for t, m in zip(totals, most, strict=True))
    print(f"{f'all {len(MIX)} together':30}{cells} {ratio:6.2f}")
    for place, name in enumerate(["a page that does nothing", "a page of one query"]):
        beside = [found[size][1][place] for size in sizes]
        cells = "".join(f"{took:12.2f} {place:7}" for took in beside)
        print(f"{name:30}{cells} {beside[-1] / beside[0]:6.2f}")
        cells = "".join(
            f"{total / len(MIX) / took:12.1f} {'':7}"
            for total, took in zip(totals, beside, strict=True)
        )
        print(f"{'  the mix is so many of it':30}{cells}")
    broken = []
    if max(most) > MOST_QUERIES:
        broken.append(f"{max(most)} queries, and {MOST_QUERIES} are the limit")
    if ratio > MOST_RATIO:
        broken.append(f"the ratio is {ratio:.2f}, and {MOST_RATIO} is the limit")
    print(
        f"{sizes[-1]} : {sizes[0]} services = {ratio:.2f} (at most {MOST_RATIO});"
        f" {max(most)} queries (at most {MOST_QUERIES})"
    )
    return broken


def main(*sizes):
    """Measure with so many services; return the exit status."""
    sizes = sorted(map(int, sizes)) or SIZES
    names = {size: f"portal_bench_finder_{size}" for size in sizes}
    with scratch_database("portal_bench_finder"), copies(names.values()) as keep:
        ground = make_ground()
        databases = {}
        for made, size in pairwise([0, *sizes]):
            load(made, size, ground)
            databases[size] = keep(names[size])
        found = measure(databases)
    broken = report(found)
    for words in broken:
        print(words, file=sys.stderr)
    return 1 if broken else 0
