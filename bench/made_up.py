"""Made-up services over the real counties, municipalities and words of the taxonomy.

Services are numbered, and number n is much the same however many follow it, so that
what is measured with few is measured again with many. Nothing here is a fact; what
readers could take for one is labelled «Eksempel».
"""

import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import pgtrigger
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from counties.models import County, Municipality
from guidance_centres.models import GuidanceCentre, WeeklyOpening
from partners.models import Partner
from publishing.models import Check
from services.models import Channel, GuidanceService, Need, TargetGroup
from services.norwegian_words import LINES

from .scratch import tidy_up

CHUNK = 5000
MOST_NATIONAL = 200
# Above every key that a sequence has given; links can then be made before their rows.
FIRST_KEY = 1_000_000
CHECKED_ON = date(2026, 3, 2)
EVERY_TENTH = 10

SYLLABLES = "ba de fi go hu ka le mi no ru sa te vi ro lu pa ne ki to fa".split()
NAMES = (
    "Karriereveiledning|Yrkesveiledning|Jobbsøkerkurs|Realkompetansevurdering"
    "|Utdanningsveiledning|Karrieresenter|Jobbklubb|Omstillingskurs|Norskkurs"
    "|Veiledningssamtale|Kurs i jobbsøking|Karriereverksted"
).split("|")
LANGUAGES = (["nb"], ["nb", "nn"], ["nb", "en"], ["nb", "nn", "en", "ar"], [])
AGES = ((None, None), (None, None), (None, None), (16, None), (19, None), (16, 24))
# The history that is not kept, by name: each name costs a little for every row.
UNTOLD = [
    f"{model}:insert_insert"
    for model in (
        *("services.GuidanceService", "services.ServiceTargetGroup"),
        *("services.ServiceNeed", "services.ServiceChannel", "services.ServiceCounty"),
        *("services.ServiceMunicipality", "services.ServiceCentre"),
        *("guidance_centres.GuidanceCentre", "guidance_centres.ServedMunicipality"),
        "guidance_centres.WeeklyOpening",
    )
]


@dataclass
class Ground:
    """What services are made of. Providers, with their line of parents, by area."""

    counties: list[County]
    municipalities: list[Municipality]
    groups: list[TargetGroup]
    needs: list[Need]
    channels: list[Channel]
    words: list[str]
    everywhere: list[Partner]
    of_county: dict[int, list[Partner]] = field(default_factory=dict)
    of_municipality: dict[int, list[Partner]] = field(default_factory=dict)
    inside: dict[int, list[Municipality]] = field(default_factory=dict)


def make_ground(today=None):
    """Make providers over the shipped data, and return all that services need.

    In each county a career service below the county council, and in each municipality
    an office below that. The shipped agreement reaches those of its county.
    """
    chance = random.Random(20240101)  # noqa: S311 -- made-up data, not a secret
    today = today or date.today()
    counties = list(County.objects.valid_on(today).order_by("code"))
    municipalities = list(
        Municipality.objects.valid_on(today).order_by("code").select_related("county")
    )
    councils = {
        partner.county_id: partner
        for partner in Partner.objects.active_on(today).filter(
            kind=Partner.Kind.COUNTY_COUNCIL, county__isnull=False
        )
    }
    career = {
        county.pk: _provider(f"fylke-{county.code}", county, councils.get(county.pk))
        for county in counties
    }
    Partner.objects.bulk_create(career.values())
    offices = [
        _provider(f"kommune-{place.code}", place, career[place.county_id])
        for place in municipalities
    ]
    Partner.objects.bulk_create(offices)
    vocabulary = [word for line in LINES.split("\n") for word in line.split()]
    made_up = ["".join(chance.choices(SYLLABLES, k=4)) for _word in range(8000)]
    ground = Ground(
        counties,
        municipalities,
        list(TargetGroup.objects.order_by("slug")),
        list(Need.objects.order_by("slug")),
        list(Channel.objects.order_by("slug")),
        list(dict.fromkeys(vocabulary + made_up)),
        everywhere=list(career.values()),
    )
    for county in counties:
        council = councils.get(county.pk)
        ground.of_county[county.pk] = [career[county.pk]] + ([council] * bool(council))
    for place, office in zip(municipalities, offices, strict=True):
        ground.of_municipality[place.pk] = [office]
        ground.inside.setdefault(place.county_id, []).append(place)
    return ground


def _provider(slug, area, parent):
    return Partner(
        slug=f"eksempel-{slug}",
        name=f"Eksempel: karrieretjenesten i {area.name}",
        kind=Partner.Kind.GUIDANCE_CENTRE,
        county_id=getattr(area, "county_id", area.pk),
        municipality=area if isinstance(area, Municipality) else None,
        parent=parent,
        website="https://example.org/",
        is_example=True,
    )


def make_services(first, last, ground):
    """Make services number first up to, but not including, last.

    Of twenty, twelve are for one municipality, six for one county, one for several
    municipalities or counties and one for the whole country, but never more than
    MOST_NATIONAL. Every other has a place with a point.
    """
    for begin in range(first, last, CHUNK):
        batch = _Batch(ground)
        for number in range(begin, min(begin + CHUNK, last)):
            batch.add(number)
        batch.write()


def load(first, last, ground):
    """Make services as make_services() does, tidy the tables up, and say how long it
    took.
    """
    start = time.perf_counter()
    make_services(first, last, ground)
    tidy_up()
    took = time.perf_counter() - start
    print(f"{last - first} services made in {took:.0f} s", flush=True)


class _Batch:
    """Rows that wait to be written together."""

    def __init__(self, ground):
        self.ground = ground
        self.rows = defaultdict(list)
        self.checked = ContentType.objects.get_for_model(GuidanceService).pk
        self.now = timezone.now()

    def add(self, number):
        """Make one service with all that hangs on it."""
        ground, key = self.ground, FIRST_KEY + number
        chance = random.Random(number)  # noqa: S311 -- made-up data, not a secret
        counties, municipalities, providers = self._area(number, chance)
        age_from, age_to = chance.choice(AGES)
        self.rows[GuidanceService].append(
            {
                "id": key,
                "slug": f"eksempel-{number}",
                "provider_id": chance.choice(providers).pk,
                "name_nb": f"{chance.choice(NAMES)} {self._words(chance, 2)}",
                "summary_nb": f"Eksempel: {self._words(chance, 15)}.",
                "outcome_nb": f"{self._words(chance, 10)}.",
                "description_nb": f"{self._words(chance, 25)}.",
                "url": "https://example.org/",
                "status": "published",
                "is_example": True,
                "is_national": not (counties or municipalities),
                "is_free": chance.choice([True, None]),
                "referral_required": chance.choice([True, False, False, None]),
                "languages": chance.choice(LANGUAGES),
                "age_from": age_from,
                "age_to": age_to,
            }
        )
        self._link("target_groups", key, self._some(ground.groups, chance, 1, 4))
        self._link("needs", key, self._some(ground.needs, chance, 1, 4))
        self._link("channels", key, self._some(ground.channels, chance, 0, 3))
        self._link("counties", key, counties)
        self._link("municipalities", key, municipalities)
        if number % 2:
            self._give_place(number, chance, counties, municipalities)
        if chance.random() < 0.7:
            self.rows[Check].append(
                {
                    "content_type_id": self.checked,
                    "object_id": str(key),
                    "kind": Check.Kind.STATED_BY_SOURCE,
                    "checked_on": CHECKED_ON,
                    "source": "Eksempel",
                    "recorded_at": self.now,
                }
            )

    def _area(self, number, chance):
        """Return the counties and municipalities of a service, and who may give it."""
        ground, place = self.ground, chance.choice(self.ground.municipalities)
        step, nationals = number % 20, number // 20
        if step == 0 and nationals < MOST_NATIONAL:
            return [], [], ground.everywhere
        if step == 1:
            if chance.random() < 0.5:
                chosen = self._some(ground.counties, chance, 2, 4)
                return chosen, [], ground.of_county[chosen[0].pk]
            near = self._some(ground.inside[place.county_id], chance, 2, 5)
            return [], near, ground.of_county[place.county_id]
        if step < 8:
            county = chance.choice(ground.counties)
            return [county], [], ground.of_county[county.pk]
        return [], [place], ground.of_municipality[place.pk]

    def _give_place(self, number, chance, counties, municipalities):
        """Make the place that gives a service, near the middle of a municipality."""
        inside = self.ground.inside
        home = chance.choice(
            municipalities
            or inside[(chance.choice(counties or self.ground.counties)).pk]
        )
        key = FIRST_KEY + number
        self.rows[GuidanceCentre].append(
            {
                "id": key,
                "slug": f"eksempel-{number}",
                "name": f"Eksempelsenteret {self._words(chance, 1)}",
                "kind": GuidanceCentre.Kind.CAREER_CENTRE,
                "status": "published",
                "is_example": True,
                "county_id": home.county_id,
                "municipality_id": home.pk,
                "address": "Eksempelveien 1",
                "latitude": home.latitude + chance.uniform(-0.1, 0.1),
                "longitude": home.longitude + chance.uniform(-0.1, 0.1),
            }
        )
        through = GuidanceCentre.serves.through
        for place in municipalities:
            self.rows[through].append(
                {"guidancecentre_id": key, "municipality_id": place.pk}
            )
        through = GuidanceService.centres.through
        self.rows[through].append({"guidanceservice_id": key, "guidancecentre_id": key})
        if number % EVERY_TENTH == 1:
            for weekday in range(1, 6):
                self.rows[WeeklyOpening].append(
                    {
                        "centre_id": key,
                        "weekday": weekday,
                        "opens": "09:00",
                        "closes": "15:00",
                    }
                )

    def _link(self, name, key, targets):
        through = getattr(GuidanceService, name).through
        target = getattr(GuidanceService, name).field.m2m_reverse_name()
        self.rows[through].extend(
            {"guidanceservice_id": key, target: row.pk} for row in targets
        )

    def _words(self, chance, count):
        return " ".join(chance.choices(self.ground.words, k=count))

    @staticmethod
    def _some(rows, chance, least, most):
        """Return between least and most of the rows, both included, all different."""
        return chance.sample(rows, min(chance.randint(least, most), len(rows)))

    def write(self):
        """Write all rows in one transaction, without history, which nobody reads here.

        The services come last: the index is then built once for each, not again for
        every link. The database looks at the keys only at the commit.
        """
        services = self.rows.pop(GuidanceService)
        with (
            transaction.atomic(),
            pgtrigger.ignore(*UNTOLD),
            connection.cursor() as cursor,
        ):
            # COPY passes pgtrigger by; what this statement sets holds to the end.
            cursor.execute("SELECT 1")
            for model, rows in self.rows.items():
                _copy(cursor, model, rows)
            _copy(cursor, GuidanceService, services)
            # Or the triggers' plans for small tables would hold to the end.
            for model in [*self.rows, GuidanceService]:
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(sql.SQL("ANALYZE {}").format(table))


def _copy(cursor, model, rows):
    """Write rows, {column: value}; what a row does not name has the model's default."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    if rows and model._meta.pk.attname not in rows[0]:
        fields.remove(model._meta.pk)
    usual = {field.attname: field.get_default() for field in fields}
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), columns
    )
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row((usual | row).values())
