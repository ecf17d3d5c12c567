"""Logs are JSON lines without personal data."""

import io
import json
import logging
import subprocess
import sys
from decimal import Decimal

import psycopg2
import pytest
import structlog

from config import logs
from tests.support.databases import command_environment


@pytest.fixture
def lines(monkeypatch):
    """Log to standard output as a server does, and read the lines back."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    logs.configure(level="INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def test_our_own_events_keep_their_values(lines):
    structlog.get_logger("core.reports").info("numbered", tenant="t3671", serial=123)
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "numbered", "tenant": "t3671", "serial": 123, "logger": "core.reports", "level": "info"}


def test_the_arguments_of_a_librarys_message_are_withheld_but_numbers(lines):
    logging.getLogger("some.library").warning("Sent to %s after %d tries (%s)", "budi@contoh.id", 3, 1.5)
    assert lines()[0]["event"] == "Sent to … after 3 tries (1.5)"


def test_a_template_that_wants_a_number_for_what_is_withheld_stays_a_template(lines):
    logging.getLogger("some.library").warning("Code %d from %s", Decimal("08123456789"), "budi")
    assert lines()[0]["event"] == "Code %d from %s"


def test_what_django_and_the_server_say_of_a_bad_request_is_withheld(lines):
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: '%s'.", "budi")
    logging.getLogger("waitress").info("Client disconnected while serving /akun/undangan/budi")
    logging.getLogger("django.request").warning("%s: %s", "Not Found", "/lapor/budi")
    assert [line["event"] for line in lines()] == ["suspicious request", "Client disconnected while serving"]


def test_an_exception_is_logged_by_type_and_place_without_its_text(lines):
    try:
        try:
            int("0812-3456")
        except ValueError as error:
            raise LookupError("Budi Santoso") from error
    except LookupError:
        structlog.get_logger("laksa").exception("failed")
    (line,) = lines()
    assert [found["type"] for found in line["exception"]] == ["builtins.LookupError", "builtins.ValueError"]
    assert all("test_logs.py:" in found["at"][0] for found in line["exception"])
    assert "Budi" not in json.dumps(line)
    assert "0812" not in json.dumps(line)


def test_a_database_error_names_the_broken_rule_without_the_row(lines, server_dsn):
    connection = psycopg2.connect(server_dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE orang (telepon text CONSTRAINT satu_telepon UNIQUE)")
            cursor.execute("INSERT INTO orang VALUES ('08123456789'), ('08123456789')")
    except psycopg2.Error:
        logging.getLogger("some.library").exception("not written")
    finally:
        connection.close()
    (line,) = lines()
    (found,) = line["exception"]
    assert found["type"] == "psycopg2.errors.UniqueViolation"
    assert (found["sqlstate"], found["constraint_name"]) == ("23505", "satu_telepon")
    assert "0812" not in json.dumps(line)


def test_a_request_is_one_line_with_its_route_and_nothing_of_the_citizen(site):
    assert site.request("GET", "kota-tangerang", "/healthz?nama=Budi")[0] == 200
    assert site.request("GET", "tidak-ada", "/lapor/Budi/")[0] == 404
    logged = [json.loads(line) for line in site.log.read_text().splitlines()]
    requests = [line for line in logged if line["event"] == "request"]
    assert {"GET"} == {line["method"] for line in requests}
    assert 404 in {line["status"] for line in requests}
    assert all(line["ms"] >= 0 for line in requests)
    assert "Budi" not in site.log.read_text()
    assert "127.0.0.1" not in "".join(json.dumps(line) for line in requests)


def test_commands_log_as_the_server_does():
    code = "from config import cli; cli._load_django(); import structlog; structlog.get_logger('laksa').info('halo')"
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, env=command_environment({}), capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout)["event"] == "halo"
