"""Nothing that a citizen has typed comes into a line of the server's log, at any level, also when the server fails."""

import json
import re
from urllib.parse import urlencode

import pytest

from tests.support import sites
from tests.support.cast import KELURAHAN

NAME, PHONE, EMAIL = "Ratnaningsih Kusumawardani", "081298765499", "ratnaningsih@contoh.id"
TEXT = "Saluran mampet di belakang rumah nomor empat belas."
PASSWORD, CODE, QUERY = "rahasia-sekali-777", "4444555566667777", "cari-nama-budi"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BODY = {
    "kind": "complaint",
    "category": "pju-padam",
    "description": TEXT,
    "identity": "named",
    "visibility": "public",
    "area": KELURAHAN["t3671"],
    "contact": {"name": NAME, "phone": PHONE, "email": EMAIL},
}


@pytest.fixture
def site(fresh_database, tmp_path):
    """A server that logs as much as it can."""
    with sites.serving({**fresh_database.variables, "LAKSA_LOG_LEVEL": "DEBUG"}, tmp_path) as site:
        yield site


def test_no_line_quotes_anybody(site, fresh_database) -> None:
    def send(method: str, path: str, body=None, headers=None) -> tuple[int, str, str]:
        status, headers, answer = site.request(method, "kota-tangerang", path, body, headers or {})
        return status, headers["X-Request-Id"], answer.decode()

    def report(**changes) -> tuple[int, str, str]:
        return send("POST", "/api/v1/reports/", json.dumps({**BODY, **changes}), JSON)

    status, _id, answer = report()
    assert status == 201
    receipt = json.loads(answer)
    assert report(category=NAME)[0] == 400
    assert send("POST", "/api/v1/reports/", f'{{"description": "{TEXT}', JSON)[0] == 400
    right = json.dumps({"number": receipt["number"], "code": receipt["receipt_code"]})
    assert send("POST", "/api/v1/track/", right, JSON)[0] == 200
    wrong = json.dumps({"number": receipt["number"], "code": CODE})
    assert send("POST", "/api/v1/track/", wrong, JSON)[0] == 404
    assert send("GET", f"/laporan/{NAME.split()[0]}/?q={QUERY}")[0] == 404
    assert send("POST", "/lapor/", urlencode({"description": TEXT, "phone": PHONE}), FORM)[0] == 403

    _status, headers, page = site.request("GET", "kota-tangerang", "/akun/masuk/")
    cookie = re.search(r"laksa_csrf=([^;]+)", headers["Set-Cookie"]).group(1)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1).decode()
    typed = urlencode({"csrfmiddlewaretoken": token, "login": EMAIL, "password": PASSWORD})
    assert send("POST", "/akun/masuk/", typed, {**FORM, "Cookie": f"laksa_csrf={cookie}"})[0] == 200

    owner = fresh_database.owner().cursor()
    owner.execute("ALTER TABLE t3671.reports_identity RENAME TO gone")
    status, failed, _answer = report()
    assert status == 500
    owner.execute("ALTER TABLE t3671.gone RENAME TO reports_identity")
    owner.execute("ALTER TABLE t3671.reports_report ADD CONSTRAINT nothing CHECK (length(description) < 12) NOT VALID")
    assert report()[0] == 500

    log = site.log.read_text()
    sought = (*NAME.split(), PHONE, PHONE[1:], EMAIL, TEXT[:20], PASSWORD, CODE, QUERY, receipt["receipt_code"], token)
    assert [text for text in sought if text.lower() in log.lower()] == []
    lines = [json.loads(line) for line in log.splitlines()]
    of_failed = [line for line in lines if line.get("request_id") == failed]
    assert {line["level"] for line in of_failed} == {"error", "info"}
    assert any("exception" in line for line in of_failed)
    requests = [line for line in lines if line["event"] == "request"]
    assert len({line["request_id"] for line in requests}) == len(requests)
    assert next(line for line in requests if line["status"] == 201)["statements"] > 5
