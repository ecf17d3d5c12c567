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
    cursor = fresh_database.owner().cursor()
    cursor.execute(f'REVOKE TEMPORARY ON DATABASE "{fresh_database.name}" FROM PUBLIC')  # a clone does not have it
    printed = perform("key-rotation.md", "Rotate", variables, tmp_path / "bin")
    assert "t3671   identities: 1 renewed, 0 unreadable" in printed
    assert printed.endswith("Everything is under the first data key.\nNo problems found.\n")
    new, last = (keys / "LAKSA_DATA_KEYS").read_text().strip().split(",")
    assert (last, len(new)) == (old, 44)
    assert os.listdir(keys) == ["LAKSA_DATA_KEYS"]
