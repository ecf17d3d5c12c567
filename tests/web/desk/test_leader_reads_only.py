"""A leader reads the whole desk and finds no control on it: every page is opened as links lead there."""

import re
from html import unescape

import pytest

from core.audit.models import Entry
from core.reports.models import Report

STATES = ("submitted", "needs_info", "verified", "dispatched", "in_progress", "answered", "closed", "rejected")
LINK = re.compile(r'href="(/petugas/[^"#]*)"')
FORM = re.compile(r"<form\b([^>]*)>")
ACTION = re.compile(r'action="([^"]*)"')
# What may be sent from a page that changes nothing: leaving the desk.
HARMLESS = {"/akun/keluar/"}


@pytest.fixture
def filed(office):
    return [office.file(state, identity="masked").number for state in STATES]


def test_every_page_a_link_leads_to_opens_and_offers_nothing_to_change(filed, desk):
    leader = desk("leader")
    waiting, pages = ["/petugas/"], {}
    while waiting:
        path = waiting.pop()
        answer = leader.get(path, follow=True)
        assert answer.status_code == 200, path
        if answer["Content-Type"].startswith("text/html"):
            pages[path] = answer.content.decode()
            found = (unescape(link) for link in LINK.findall(pages[path]))
            waiting += {link for link in found if link not in pages and link not in waiting}
        else:
            pages[path] = ""
    assert {f"/petugas/laporan/{number}/" for number in filed} <= set(pages)
    for path, page in pages.items():
        for attributes in FORM.findall(page):
            sent_to = ACTION.search(attributes)
            if 'method="post"' in attributes.lower():
                assert sent_to, (path, attributes)
                assert sent_to[1] in HARMLESS, (path, attributes)
        assert "hx-post" not in page, path
        assert "formaction" not in page, path


def test_whatever_a_leader_sends_changes_nothing(filed, office, desk):
    def standing():
        with office.seat():
            columns = ("number", "state", "audit_seq", "public_text", "category", "visibility")
            return list(Report.objects.order_by("pk").values(*columns)), Entry.objects.count()

    from web.desk.forms import ACTIONS

    leader, before = desk("leader"), standing()
    for number in filed:
        for action in (*ACTIONS, "identitas"):
            answer = leader.post(f"/petugas/laporan/{number}/{action}/", {"text": "Coba mengubah.", "note": "Coba."})
            assert answer.status_code in (403, 404, 409), (number, action)
    assert leader.post("/petugas/lapor/", {}).status_code == 403
    assert standing() == before
