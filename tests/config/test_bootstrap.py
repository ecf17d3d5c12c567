"""What `laksa` fills in where the environment says nothing."""

import base64
import os
import stat

import pytest
from psycopg2.extensions import parse_dsn

from config import bootstrap

VARIABLES = ("DATABASE_URL", "LAKSA_APP_DATABASE_URL", "LAKSA_SECRET_KEY", "LAKSA_DATA_DIR")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    """Nothing is set, and whatever a test sets is gone after it."""
    monkeypatch.setattr(os, "environ", {name: text for name, text in os.environ.items() if name not in VARIABLES})


def test_a_secret_is_made_once_and_is_the_owners_alone(tmp_path):
    secret = bootstrap.kept_secret(tmp_path / "keys", "data_keys")
    assert bootstrap.kept_secret(tmp_path / "keys", "data_keys") == secret
    assert len(base64.b64decode(secret, validate=True)) == 32
    assert stat.S_IMODE((tmp_path / "keys" / "data_keys").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert os.listdir(tmp_path / "keys") == ["data_keys"]


def test_different_secrets_for_different_uses(tmp_path):
    values = bootstrap.defaults("dbname=laksa user=laksa host=/sock", tmp_path)
    assert values["LAKSA_SECRET_KEY"] != values["LAKSA_DATA_KEYS"]


def test_web_and_worker_are_told_where_to_log_in_and_not_as_whom(tmp_path):
    values = bootstrap.defaults("postgresql://budi:rahasia@db:5433/banten?sslmode=require", tmp_path)
    place = {"host": "db", "port": "5433", "dbname": "banten", "sslmode": "require"}
    assert parse_dsn(values["LAKSA_APP_DATABASE_URL"]) == place
    assert values["LAKSA_DATABASE_KEY"] == (tmp_path / "keys" / "database_key").read_text()
    assert len(base64.b64decode(values["LAKSA_DATABASE_KEY"], validate=True)) == 32


def test_what_is_given_stays():
    os.environ["LAKSA_SECRET_KEY"] = "mine"
    os.environ["LAKSA_DATA_DIR_FILE"] = "/run/secrets/dir"
    bootstrap.fill({"LAKSA_SECRET_KEY": "theirs", "LAKSA_DATA_DIR": "/theirs"})
    assert os.environ["LAKSA_SECRET_KEY"] == "mine"
    assert "LAKSA_DATA_DIR" not in os.environ


@pytest.mark.parametrize("name", ["DATABASE_URL", "LAKSA_APP_DATABASE_URL", "DATABASE_URL_FILE"])
def test_a_named_database_keeps_the_embedded_one_away(name):
    assert not bootstrap.is_database_given()
    os.environ[name] = "dbname=laksa"
    assert bootstrap.is_database_given()


def test_with_a_named_database_only_the_login_is_set():
    os.environ["LAKSA_APP_DATABASE_URL"] = "dbname=laksa"
    before = dict(os.environ)
    with bootstrap.environment("app"):
        assert os.environ["LAKSA_DATABASE_LOGIN"] == "app"
        assert {name for name in os.environ if os.environ[name] != before.get(name)} <= {"LAKSA_DATABASE_LOGIN"}


def test_the_data_folder_lets_others_through_but_shows_them_nothing(tmp_path):
    made = bootstrap.make_data_dir(tmp_path / "a" / "b")
    assert stat.S_IMODE(made.stat().st_mode) == 0o711
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o711


def test_the_data_folder_is_the_given_one_else_one_outside_homes(tmp_path):
    default = bootstrap.data_dir()
    assert default.is_relative_to("/var/lib/laksa" if os.geteuid() == 0 else bootstrap.ROOT_DIR / ".laksa")
    os.environ["LAKSA_DATA_DIR"] = str(tmp_path)
    assert bootstrap.data_dir() == tmp_path
