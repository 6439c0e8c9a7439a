"""What narrowing costs with 1 000 and with 100 000 services: a ratio, not seconds.

    python3 portal.py bench search_index [SERVICES] [ROUNDS]

Fills a scratch database with made-up services and asks services/search.py a fixed mix
of questions. Prints for each the median in milliseconds with few and with many
services, the ratio, and how many were found. SERVICES is 100000 unless told otherwise,
ROUNDS 25.
"""

import statistics
import time

from services.search import narrow

from .made_up import load, make_ground
from .scratch import scratch_database

FEW = 1000


def questions(ground):
    """Return the mix: a name and the arguments of `narrow`."""
    one, county = ground.municipalities[:1], ground.counties[3:4]
    groups = [group.slug for group in ground.groups[:3]]
    needs = [ground.needs[0].slug]
    common, rare = "veiledning", "jobbsøkerkurs"
    return {
        "everything": {},
        "group": {"groups": groups[:1]},
        "three groups": {"groups": groups},
        "need": {"needs": needs},
        "place": {"areas": one},
        "county": {"areas": county},
        "place, group": {"areas": one, "groups": groups},
        "place, group, need": {"areas": one, "groups": groups, "needs": needs},
        "county, group, need": {"areas": county, "groups": groups[:1], "needs": needs},
        "common word": {"text": common},
        "compound": {"text": rare},
        "three words": {"text": "omskolering voksne senter"},
        "misspelt": {"text": "karierveildning"},
        "unknown, misspelt": {"text": "badefigohx"},
        "nothing like it": {"text": "xyzzy"},
        "word, place": {"text": common, "areas": one},
        "two words, place, group": {
            "text": "kurs norsk",
            "areas": one,
            "groups": groups,
        },
    }


def measure(asked, rounds):
    """Return {question: (median ms, number found)}."""
    result = {}
    for name, given in asked.items():
        for _warm_up in range(3):
            found = narrow(**given)
        times = []
        for _round in range(rounds):
            start = time.perf_counter()
            narrow(**given)
            times.append((time.perf_counter() - start) * 1000)
        result[name] = statistics.median(times), found.total
    return result


def main(services="100000", rounds="25"):
    """Measure and print; nothing here is a limit."""
    services, rounds = int(services), int(rounds)
    with scratch_database("portal_bench_search"):
        ground = make_ground()
        asked = questions(ground)
        load(0, FEW, ground)
        few = measure(asked, rounds)
        load(FEW, services, ground)
        many = measure(asked, rounds)
    print(f"{'few':>8} {'many':>8} {'ratio':>6} {'found':>6}  milliseconds, question")
    for name, (before, _total) in few.items():
        after, total = many[name]
        print(f"{before:8.1f} {after:8.1f} {after / before:6.2f} {total:6}  {name}")
    before = sum(took for took, _total in few.values())
    after = sum(took for took, _total in many.values())
    print(f"{before:8.1f} {after:8.1f} {after / before:6.2f} {'':6}  all together")
