"""What a request leaves behind in its session reaches no other tenant's request, nor the same city's next."""

import time

import pytest
from django.test import Client

from tests.attacks.walls import a_report

pytestmark = pytest.mark.usefixtures("hosts_forgotten", "attack_urls")

TANGERANG, LEBAK = "kota-tangerang.localhost", "kab-lebak.localhost"
SESSION = (
    "SELECT session_user, current_user, current_setting('search_path'), current_setting('TimeZone'),"
    " current_setting('statement_timeout'), current_setting('default_transaction_read_only'),"
    " current_setting('row_security'),"
    " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),"
    " (SELECT count(*) FROM pg_prepared_statements WHERE name = 'loot'),"
    " (SELECT count(*) FROM pg_cursors WHERE is_holdable),"
    " (SELECT count(*) FROM pg_listening_channels())"
)
# Of whichever session: a lock ends with the connection it was left in, which the server closes a moment after us.
LOCKS = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 1 AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
)
LEFT = {
    "read only": "SET default_transaction_read_only = on",
    "a time limit": "SET statement_timeout = '1ms'",
    "a time zone": "SET TimeZone = 'Asia/Jayapura'",
    "a search path": "SET search_path = public",
    "by a function": "SELECT set_config('statement_timeout', '1ms', false)",
    "a lock": "SELECT pg_advisory_lock(1)",
    "a statement": "PREPARE loot AS SELECT 1",
    "a cursor": "BEGIN; DECLARE loot CURSOR WITH HOLD FOR SELECT 1; COMMIT",
    "a listener": "LISTEN loot",
    "a transaction": "BEGIN",
    "a failed transaction": "BEGIN; SELECT 1",
    "all at once": "SET TimeZone = 'Asia/Jayapura'; SET row_security = off; SELECT pg_advisory_lock(1); BEGIN",
}


def run(client: Client, host: str, sql: str) -> list[list[str]]:
    answer = client.get("/running/", {"sql": sql}, headers={"host": host})
    assert answer.status_code == 200
    return answer.json()["rows"]


@pytest.mark.parametrize("left", LEFT)
def test_nothing_is_left_for_the_next_request(fresh_database, client, left):
    mine, theirs = run(client, TANGERANG, SESSION), run(client, LEBAK, SESSION)
    run(client, TANGERANG, LEFT[left])
    assert run(client, LEBAK, SESSION) == theirs
    assert run(client, TANGERANG, SESSION) == mine


@pytest.mark.parametrize("left", ["a lock", "all at once"])
def test_a_lock_that_was_left_ends_with_its_connection(fresh_database, client, left):
    run(client, TANGERANG, LEFT[left])
    for _ in range(200):
        if run(client, LEBAK, LOCKS) == [["0"]]:
            return
        time.sleep(0.05)
    pytest.fail("The lock is still held.")


def test_a_city_that_spoils_its_own_defaults_spoils_them_for_itself(fresh_database, client):
    """PostgreSQL lets every login do that; `laksa migrate` mends it (tests/tenants/test_roles.py)."""
    a_report("t3602")
    theirs = run(client, LEBAK, SESSION)
    name = run(client, TANGERANG, "SELECT session_user, current_database()")[0]
    try:
        run(client, TANGERANG, f'ALTER ROLE "{name[0]}" IN DATABASE "{name[1]}" SET search_path = t3602, public')
        [mine] = run(client, TANGERANG, SESSION)
        assert mine[2] == "t3602, public"
        client.raise_request_exception = False
        assert client.get("/numbers/", headers={"host": TANGERANG}).status_code == 500
        assert run(client, LEBAK, SESSION) == theirs
        assert len(client.get("/numbers/", headers={"host": LEBAK}).json()["numbers"]) == 1
    finally:
        fresh_database.laksa("migrate")
