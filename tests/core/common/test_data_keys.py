"""Foreign data keys: web server and worker do not start, and what has started says it is not ready."""

import base64
import os
import subprocess
import sys

import pytest
from django.db import connections
from django.test import Client

from core.common.data_keys import SENTENCE, keys_fault
from tenants.seats import tenant_seat
from tests.support.databases import command_environment

FOREIGN = base64.b64encode(b"data key of another installation").decode()


@pytest.mark.django_db
def test_the_installations_own_keys_fit_wherever_the_connection_sits(settings) -> None:
    [own] = settings.DATA_KEYS
    assert keys_fault() == ""
    with tenant_seat("t3671"):
        assert keys_fault() == ""
    settings.DATA_KEYS = [FOREIGN, own]  # a new key in front of the one that hashes
    assert keys_fault() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("behind", [False, True], ids=["alone", "behind our own"])
def test_foreign_keys_are_told_and_the_server_is_not_ready(settings, behind: bool) -> None:
    settings.DATA_KEYS = [*settings.DATA_KEYS, FOREIGN] if behind else [FOREIGN]
    assert keys_fault() == SENTENCE
    answer = Client(HTTP_HOST="localhost").get("/readyz")
    assert answer.status_code == 503
    assert "keys" in answer.content.decode()
    assert Client(HTTP_HOST="localhost").get("/healthz").status_code == 200


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_web_server_and_worker_refuse_to_start(fresh_database, command: str) -> None:
    connections.close_all()
    variables = {**fresh_database.variables, "LAKSA_DATA_KEYS": FOREIGN, "LAKSA_PORT": "0"}
    answer = subprocess.run(
        [sys.executable, "-m", "config.cli", command],
        env=command_environment({**os.environ, **variables}),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    assert f"laksa: {SENTENCE}" in answer.stderr
    assert "Traceback" not in answer.stderr
