"""The web server begins only where its threads have database connections enough, and tells Prometheus how many."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import serve
from tests.support import sites


@pytest.fixture
def given(monkeypatch):
    def set_both(connections: str, threads: str) -> None:
        for name, value in (("LAKSA_CONNECTIONS", connections), ("LAKSA_WEB_THREADS", threads)):
            monkeypatch.setenv(name, value)

    return set_both


@pytest.mark.parametrize(("connections", "threads"), [("", ""), ("10", ""), ("", "22"), ("3", "1")])
def test_enough_is_enough(given, connections, threads):
    given(connections, threads)
    serve.check_connections()


@pytest.mark.parametrize(
    ("connections", "threads", "needed"), [("9", "", "10"), ("", "23", "25"), ("2", "1", "3"), ("24", "64", "66")]
)
def test_fewer_are_refused_before_anything_is_begun(given, connections, threads, needed):
    given(connections, threads)
    sentence = rf"^LAKSA_CONNECTIONS is {connections or 24}, but must be {needed} or more: .*\(LAKSA_WEB_THREADS\)"
    with pytest.raises(ImproperlyConfigured, match=sentence):
        serve.run()


def test_figures_tell_how_many_connections_all_processes_may_have_and_have(fresh_database, tmp_path):
    variables = {**fresh_database.variables, "LAKSA_METRICS_TOKEN": "x", "LAKSA_WEB_PROCESSES": "1",
                 "LAKSA_CONNECTIONS": "11"}  # fmt: skip
    with sites.serving(variables, tmp_path) as site:
        assert site.request("GET", "", "/segel/")[0] == 200
        status, _headers, text = site.request("GET", "", "/metrics", headers={"Authorization": "Bearer x"})
    assert status == 200
    told = dict(re.findall(r'^laksa_database_connections{state="(\w+)"} ([\d.]+)$', text.decode(), re.M))
    assert told["limit"] == "11.0"
    assert 1 <= float(told["idle"]) + float(told["at_work"]) <= 11
