"""The command `laksa`: what it understands, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import cli
from tests.support.databases import command_environment


@pytest.mark.parametrize(
    ("line", "function", "arguments"),
    [
        ("demo", cli.demo, {}),
        ("demo code dishub", cli.demo_code, {"user": "dishub"}),
        ("serve", cli.serve, {}),
        ("worker", cli.worker, {}),
        ("migrate", cli.migrate, {}),
        ("tenant create 36.71", cli.tenant_create, {"code": "36.71", "slug": None, "admin_email": None}),
        ("tenant create 36.71 --admin-email a@b.id", cli.tenant_create, {"admin_email": "a@b.id"}),
        ("tenant list", cli.tenant_list, {}),
        (
            "tenant set-time-zone 91.71 Asia/Jayapura",
            cli.tenant_set_time_zone,
            {"code": "91.71", "time_zone": "Asia/Jayapura"},
        ),
        ("tenant disable 36.71", cli.tenant_set_enabled, {"code": "36.71", "enabled": False}),
        ("tenant enable 36.71", cli.tenant_set_enabled, {"code": "36.71", "enabled": True}),
        ("areas import batas.geojson", cli.areas_import, {"file": "batas.geojson"}),
        ("audit verify", cli.audit_verify, {"tenant": None}),
        ("audit verify --tenant 36.71", cli.audit_verify, {"tenant": "36.71"}),
        ("check", cli.check, {}),
        ("backup /srv/laksa", cli.backup, {"folder": Path("/srv/laksa")}),
        ("restore /srv/laksa", cli.restore, {"folder": Path("/srv/laksa")}),
        ("keys rotate", cli.keys_rotate, {}),
    ],
)
def test_commands(line, function, arguments):
    parsed = vars(cli.parser().parse_args(line.split()))
    assert parsed["run"] is function
    assert {name: parsed[name] for name in arguments} == arguments


@pytest.mark.parametrize(
    "line", ["", "tenant", "tenant create", "areas import", "audit", "keys", "backup", "demo code", "unknown"]
)
def test_incomplete_and_unknown_commands_end_with_usage(line, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(line.split())
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("usage: laksa")


def test_a_bad_value_stops_the_start_with_a_sentence_that_names_it():
    environment = command_environment({"LAKSA_PHOTO_MAX_BYTES": "besar"})
    command = [sys.executable, "-m", "config.cli", "tenant", "list"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr == "laksa: LAKSA_PHOTO_MAX_BYTES is 'besar', but must be a whole number from 1.\n"


def test_a_database_that_does_not_answer_is_told_without_a_traceback():
    nowhere = {"DATABASE_URL": "dbname=laksa host=/nonexistent", "LAKSA_ROLE_PREFIX": "laksa"}
    command = [sys.executable, "-m", "config.cli", "tenant", "list"]
    environment = command_environment({**os.environ, **nowhere})
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith("laksa: ")
    assert "/nonexistent" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_migrating_again_changes_nothing(fresh_database):
    answer = fresh_database.laksa("migrate")
    assert answer.returncode == 0
    lines = [line.split() for line in answer.stdout.splitlines()]
    assert [(line[0], line[1]) for line in lines] == [
        ("public", "current"),
        ("t0000", "current"),
        ("t3602", "current"),
        ("t3671", "current"),
    ]


def test_tenants_are_listed_with_their_state(fresh_database):
    assert fresh_database.laksa("tenant", "disable", "36.02").stdout == "36.02 Kabupaten Lebak is disabled.\n"
    listed = [line.split()[:4] for line in fresh_database.laksa("tenant", "list").stdout.splitlines()]
    assert listed == [
        ["36", "public", "enabled", "banten"],
        ["36.02", "t3602", "disabled", "kab-lebak"],
        ["36.71", "t3671", "enabled", "kota-tangerang"],
    ]
    assert fresh_database.laksa("tenant", "enable", "36.02").stdout == "36.02 Kabupaten Lebak is enabled.\n"


def test_a_tenant_that_exists_is_refused_with_a_sentence(fresh_database):
    answer = fresh_database.laksa("tenant", "create", "36.71")
    assert answer.returncode == 1
    assert answer.stderr == "laksa: 36.71 (Kota Tangerang) already exists.\n"
