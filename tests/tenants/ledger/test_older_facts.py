"""Facts from before a column are brought up to what the ledger says."""

from importlib import import_module

BACKFILL = import_module("tenants.ledger.migrations.0005_count_what_was_asked").FORWARD
ENTRY = """
INSERT INTO ledger_entry (tenant, number, seq, event, state, occurred_at, kind, category_group, unit_type, area_code,
  entry_hash)
VALUES ('t3671', '3671-26-900001-X', {seq}, '{event}', '{state}', now(), 'complaint', '', '', '', sha256(''))
"""


def test_how_often_the_reporter_was_asked_is_counted(sql):
    told = ("submit", "submitted"), ("ask", "needs_info"), ("reply", "submitted"), ("ask", "needs_info")
    for seq, (event, state) in enumerate(told, start=1):
        sql(ENTRY.format(seq=seq, event=event, state=state))
    sql("UPDATE ledger_fact SET asked = 0")
    for _again in range(2):
        sql(BACKFILL)
        assert sql("SELECT asked FROM ledger_fact") == [(2,)]
