"""Whoever adds an action and forgets one of its registers is told so when the process starts."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from api.v1.desk.actions import OPERATIONS as ENDPOINTS
from core.audit.sentences import SENTENCES
from core.casework.actions.engine import CLOCK_EVENTS
from core.notifications.rules import RULES
from core.reports.workflow import LINES, TRANSITIONS
from web.desk.forms.table import ALL

# App, register, and a name that is taken out of it.
FORGOTTEN = [
    ("casework", SENTENCES, "verify", "core.audit.sentences.SENTENCES lacks verify."),
    ("casework", CLOCK_EVENTS, "close", "core.casework.actions.engine.CLOCK_EVENTS lacks close."),
    ("web", ALL, "dispatch", "web.desk.forms.table.ALL lacks dispatch."),
    ("api", ENDPOINTS, "note", "api.v1.desk.actions lacks note."),
]


@pytest.mark.parametrize(("app", "register", "name", "sentence"), FORGOTTEN)
def test_a_forgotten_line_stops_the_start(monkeypatch, app, register, name, sentence):
    apps.get_app_config(app).ready()
    monkeypatch.delitem(register, name)
    with pytest.raises(ImproperlyConfigured) as raised:
        apps.get_app_config(app).ready()
    assert str(raised.value) == sentence


@pytest.mark.parametrize("register", [SENTENCES, CLOCK_EVENTS, RULES])
def test_what_is_no_action_stops_it_too(monkeypatch, register):
    monkeypatch.setitem(register, "verfy", None)
    with pytest.raises(ImproperlyConfigured, match="has verfy, which"):
        apps.get_app_config("casework").ready()


def test_a_new_line_of_the_table_asks_for_its_sentence_and_its_clock(monkeypatch):
    monkeypatch.setitem(LINES, "pause", LINES["note"])
    with pytest.raises(ImproperlyConfigured, match="SENTENCES lacks pause"):
        apps.get_app_config("casework").ready()
    monkeypatch.delitem(LINES, "pause")
    monkeypatch.setitem(TRANSITIONS, "pause", TRANSITIONS["verify"])
    with pytest.raises(ImproperlyConfigured, match="CLOCK_EVENTS lacks pause"):
        apps.get_app_config("casework").ready()
