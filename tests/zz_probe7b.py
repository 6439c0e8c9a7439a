from tests.test_grant_app_role import *
from tests.factories import *
from django.db import transaction
def test_temp(signed, app_role_connection, capsys):
    c=app_role_connection
    out=[]
    for stmts in (
      ["CREATE TEMP TABLE agreements_agreementversion (id bigint, state text)", "UPDATE agreements_clause SET text_nb='forged'"],
      ["CREATE TEMP TABLE agreements_party (id bigint, version_id bigint)", "UPDATE agreements_signature SET name='forged'"],
    ):
        try:
            with c.transaction(force_rollback=True):
                for s in stmts: r=c.execute(s)
                out.append((stmts[-1], "ACCEPTED", r.rowcount))
        except Exception as e: out.append((stmts[-1], repr(e)))
    with capsys.disabled(): print(*out, sep="\n")
def test_del(web, capsys):
    for f in (lambda: make_version().delete(), lambda: make_agreement().delete(), lambda: make_service().delete(), lambda: make_partnership(published=False).delete()):
        try:
            with transaction.atomic(): f(); r="deleted"
        except Exception as e: r=repr(e)
        with capsys.disabled(): print(r)
