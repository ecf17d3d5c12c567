"""The runbook of key rotation, performed."""

import os
from pathlib import Path

from tests.deploy.runbooks import perform


def test_the_runbook_brings_everything_under_a_new_key(fresh_database, cast, tmp_path: Path) -> None:
    cast.tangerang.file()
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    variables = dict(fresh_database.variables)
    old = variables.pop("LAKSA_DATA_KEYS")
    (keys / "LAKSA_DATA_KEYS").write_text(old + "\n")
    (tmp_path / "bin").mkdir()
    variables |= {"LAKSA_DATA_KEYS_FILE": str(keys / "LAKSA_DATA_KEYS"), "KEYS": str(keys)}
    printed = perform("key-rotation.md", "Rotate", variables, tmp_path / "bin")
    assert "t3671   identities: 1 renewed, 0 unreadable" in printed
    assert printed.endswith("Everything is under the first data key.\nNo problems found.\n")
    new, last = (keys / "LAKSA_DATA_KEYS").read_text().strip().split(",")
    assert (last, len(new)) == (old, 44)
    assert os.listdir(keys) == ["LAKSA_DATA_KEYS"]


def test_the_runbook_gives_every_login_a_new_password(fresh_database, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    variables = dict(fresh_database.variables)
    old = variables.pop("LAKSA_DATABASE_KEY")
    (keys / "LAKSA_DATABASE_KEY").write_text(old + "\n")
    (tmp_path / "bin").mkdir()
    variables |= {"LAKSA_DATABASE_KEY_FILE": str(keys / "LAKSA_DATABASE_KEY"), "KEYS": str(keys)}
    try:
        printed = perform("key-rotation.md", "The database key", variables, tmp_path / "bin")
        assert printed.endswith("No problems found.\n")
        assert (keys / "LAKSA_DATABASE_KEY").read_text().strip() != old
        with_the_old_one = fresh_database.laksa("check")
        assert with_the_old_one.stdout.count(" is refused: ") == 6
    finally:  # the roles are those of all tests on this server
        assert fresh_database.laksa("migrate").returncode == 0
