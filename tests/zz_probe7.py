import pytest, hashlib
from datetime import date
from django.db import connection, Error, transaction
from django.db.models import ProtectedError
from tests.factories import *
from tests.refusals import *
from agreements.models import *
from partners.models import Partner
pytestmark=pytest.mark.django_db
def quiet(fn):
    ask_deferred_rules()
    try:
        with transaction.atomic():
            fn(); ask_deferred_rules()
        return "ACCEPTED"
    except Exception as e: return f"refused {type(e).__name__}: {str(e)[:150]}"
def test_probe(capsys):
    out=[]
    p1=make_partnership(); p2=make_partnership()
    m=p1.memberships.get(partner__kind='nav')
    out.append(("member moved to other partnership", quiet(lambda: PartnershipMember.objects.filter(pk=m.pk).update(partnership=p2))))
    out.append(("nav partner changes kind", quiet(lambda: Partner.objects.filter(pk=m.partner_id).update(kind='other'))))
    c=make_county(valid_from=date(2020,1,1)); mu=make_municipality(county=c)
    c.valid_to=date(2022,1,1); out.append(("county shrinks", quiet(c.save)))
    c.refresh_from_db(); c.code="99"; out.append(("county code changes", quiet(c.save)))
    s=make_service(url="",centres=[make_centre(phone="1")]); 
    out.append(("contact centre unlinked", quiet(lambda: s.centres.clear())))
    s2=make_service(url="",provider=make_partner(phone="1")); 
    def blank(): Partner.objects.filter(pk=s2.provider_id).update(phone="")
    out.append(("provider loses phone", quiet(blank)))
    # moved clause
    v=make_version(); w=make_version(); r=make_responsibility(version=v)
    out.append(("clause of responsibility moved to another draft", quiet(lambda: Clause.objects.filter(pk=r.clause_id).update(version=w))))
    out.append(("party moved", quiet(lambda: Party.objects.filter(pk=r.party_id).update(version=w))))
    r2=make_responsibility()
    th=Responsibility.target_groups.through
    out.append(("group row moved", quiet(lambda: th.objects.filter(responsibility=r2).update(responsibility=r))))
    d=make_version(); make_content(d); d.content_digest="a"*64; d.save()
    pa=d.parties.all(); make_signature(party=pa[0])
    out.append(("clause changes after first signature", quiet(lambda: d.clauses.update(text_nb="other"))))
    e=make_version(); make_content(e)
    out.append(("draft.delete() with responsibilities", quiet(e.delete)))
    out.append(("half point", quiet(lambda: make_centre(latitude=60.0))))
    out.append(("municipality reversed", quiet(lambda: make_municipality(valid_from=date(2020,1,2),valid_to=date(2020,1,1)))))
    from publishing.operations import record_change
    out.append(("record_change on the empty trail", quiet(lambda: record_change(c, action="x", actor=None))))
    a=make_agreement()
    out.append(("agreement slug/title of signed changes", "n/a"))
    v1=make_version(state="signed"); 
    out.append(("agreement of signed changes signed_language", quiet(lambda: Agreement.objects.filter(pk=v1.agreement_id).update(signed_language="nn"))))
    out.append(("event on date before other", quiet(lambda: (make_version_event(version=v1,on=date(2024,5,1)), make_version_event(version=v1,on=date(2025,5,1))))))
    out.append(("state misspelt", quiet(lambda: make_version(state="Signed"))))
    out.append(("status misspelt service", quiet(lambda: make_service(status="Published"))))
    with capsys.disabled():
        print()
        for o in out: print(*o, sep=": ")
