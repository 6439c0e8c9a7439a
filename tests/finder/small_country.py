"""A handful of areas, ended and of today, and a gazetteer over them."""

from datetime import date

from finder.gazetteer import Gazetteer
from finder.places import COUNTY, MUNICIPALITY, POSTAL_PLACE, Area, Found
from finder.places import OutsideCounties as Outside

END_2019 = date(2019, 12, 31)


def county(id, name, **given):
    return Area(COUNTY, id, name, code=f"{id:02}", **given)


def town(id, name, within, county_id, **given):
    code = f"{id:04}"
    return Area(
        MUNICIPALITY, id, name, code=code, within=within, county_id=county_id, **given
    )


def postal_place(home, name):
    return Area(
        POSTAL_PLACE, home.id, name, home.code, within=home.name, county_id=home.id
    )


INNLANDET = county(34, "Innlandet")
OPPLAND = county(5, "Oppland", valid_to=END_2019, became=(34,))
TROMS = county(55, "Troms", other_names=("Romsa", "Tromssa"))
OLD_TROMS = county(19, "Troms", valid_to=END_2019, became=(54,))
BOTH = county(54, "Troms og Finnmark", valid_to=date(2023, 12, 31), became=(55, 56))
FINNMARK = county(56, "Finnmark")
OSLO_COUNTY = county(3, "Oslo")
OSLO = town(301, "Oslo", "Oslo", 3)
GJOVIK = town(3407, "Gjøvik", "Innlandet", 34, point=(60.88, 10.5))
RINGSAKER = town(3411, "Ringsaker", "Innlandet", 34, point=(60.9, 10.8))
TRONDHEIM = town(5001, "Trondheim", "Trøndelag", 50)
KRISTIANSAND = town(4204, "Kristiansand", "Agder", 42)
HEROY_MR = town(1515, "Herøy", "Møre og Romsdal", 15)
HEROY_NORDLAND = town(1818, "Herøy", "Nordland", 18)
NES = town(3228, "Nes", "Akershus", 32)
OLD_NES = town(616, "Nes", "Buskerud", 6, valid_to=END_2019, became=(3322,))
NESBYEN = town(3322, "Nesbyen", "Buskerud", 33)
TIME = town(1121, "Time", "Rogaland", 11)
KARASJOK = town(5610, "Karasjok", "Finnmark", 56, other_names=("Kárášjohka",))
TYSFJORD = town(
    1850, "Tysfjord", "Nordland", 18, valid_to=END_2019, became=(1806, 1875)
)
NARVIK = town(1806, "Narvik", "Nordland", 18)
HAMAROY = town(1875, "Hamarøy", "Nordland", 18)
LARVIK = town(3909, "Larvik", "Vestfold", 39)
MIDT_TELEMARK = town(4020, "Midt-Telemark", "Telemark", 40)
BO = town(821, "Bø", "Telemark", 40, valid_to=END_2019, became=(4020,))
MOELV = postal_place(RINGSAKER, "Moelv")
GJOVIK_PLACE = postal_place(GJOVIK, "Gjøvik")
AREAS = [
    *(INNLANDET, OPPLAND, TROMS, OLD_TROMS, BOTH, FINNMARK, OSLO_COUNTY, OSLO),
    *(GJOVIK, TRONDHEIM, KRISTIANSAND, HEROY_MR, HEROY_NORDLAND, NES, OLD_NES),
    *(NESBYEN, TIME, KARASJOK, TYSFJORD, NARVIK, HAMAROY, LARVIK, RINGSAKER),
    *(MIDT_TELEMARK, BO, MOELV, GJOVIK_PLACE),
]
POSTAL_CODES = {
    "2815": Found("2815 Gjøvik", (GJOVIK,), postal_code="2815"),
    "2020": Found("2020 Skedsmokorset", (NES,), postal_code="2020"),
    "9170": Outside("9170 Longyearbyen"),
}
GAZETTEER = Gazetteer(AREAS, POSTAL_CODES, outside=["Longyearbyen", "Svalbard"])
