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


def test_the_app_logs_in_as_the_database_name_with_app(tmp_path):
    values = bootstrap.defaults("dbname=laksa user=laksa host=/sock", tmp_path)
    assert parse_dsn(values["LAKSA_APP_DATABASE_URL"]) == {"dbname": "laksa", "user": "laksa_app", "host": "/sock"}


def test_the_app_has_a_password_of_its_own_where_the_owner_has_one(tmp_path):
    values = bootstrap.defaults("postgresql://budi:rahasia@db/banten", tmp_path)
    password = (tmp_path / "keys" / "app_password").read_text()
    login = parse_dsn(values["LAKSA_APP_DATABASE_URL"])
    assert login == {"user": "banten_app", "password": password, "host": "db", "dbname": "banten"}


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
