import pytest
from tests import factories as make
from tests.finder.results_page import *
pytestmark = pytest.mark.django_db
def test_x(client, country):
    ours = make.make_centre(name="Vårt kontor", kind="nav_office")
    ours.serves.add(country.town)
    make.make_service(is_national=True, target_groups=[country.everyone], centres=[ours])
    r = search(client, sted="Fjellby")
    print([ (c.service.name, c.nearby, c.contact) for c in r.context["others"]], r.context["answer"].place)
    t = text_of(r); i = t.find("</h1>"); print(t[i:i+3500])
    assert 0
def test_y(client):
    county = make.make_county()
    make.make_boundary(county=county, box=[0, 60000, 5000, 80000])
    centre = make.make_centre(county=county, latitude=60.79, longitude=10.69, address="Storgata 1")
    t = text_of(client.get(centre.get_absolute_url()))
    i = t.find("Koordinater"); print(repr(t[i:i+200]))
    assert 0
