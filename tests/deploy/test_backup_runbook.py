"""The runbook of backup and restore, performed: from a lived-in installation to a new server, folder and keys."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from config import backup, clusters
from core.casework import actions
from tests.deploy.runbooks import perform
from tests.support import servers, sites
from tests.support.cast import NAME
from tests.support.databases import FreshDatabase, environment

RUNBOOK = "backup-restore.md"
SECRETS = ("LAKSA_DATA_KEYS", "LAKSA_SECRET_KEY")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder for the shell's programs; `psql` is the embedded server's where the machine has none."""
    folder = tmp_path / "bin"
    folder.mkdir()
    if not shutil.which("psql"):
        (folder / "psql").symlink_to(clusters.embedded_bin_dir() / "psql")
    return folder


def _with_key_files(variables: dict[str, str], folder: Path, *, written: bool) -> dict[str, str]:
    """The same variables, but for the secrets, which are named as files of a folder."""
    folder.mkdir(mode=0o700)
    kept = {name: value for name, value in variables.items() if name not in SECRETS}
    for name in SECRETS:
        kept[f"{name}_FILE"] = str(folder / name)
        if written:
            (folder / name).write_text(variables[name])
    return kept | {"KEYS": str(folder)}


@pytest.fixture
def lived_in(fresh_database: FreshDatabase, cast, settings, tmp_path: Path):
    """Two cities with reports in several states, photos, identities, and one identity that was read."""
    settings.DATA_DIR = tmp_path / "old"
    office = cast.tangerang
    filed = office.file("answered", photos=2)
    office.file("needs_info", identity="anonymous")
    cast.lebak.file("closed", identity="masked", photos=1)
    with office.seat():
        actions.read_identity(filed.number, office.siti)
    fresh_database.variables["LAKSA_DATA_DIR"] = str(settings.DATA_DIR)
    return filed


def test_the_runbook_brings_everything_back(lived_in, fresh_database, tools, tmp_path) -> None:
    copies = {"BACKUP": str(tmp_path / "backup"), "KEYS_COPY": str(tmp_path / "safe")}
    old = _with_key_files(fresh_database.variables, tmp_path / "old-keys", written=True)
    printed = perform(RUNBOOK, "Back up", old | copies, tools)
    assert printed.startswith(f"2 cities and 6 files are in {copies['BACKUP']}.\n")
    assert sorted(os.listdir(copies["BACKUP"])) == ["database.dump", "files.tar", "manifest.json"]
    assert NAME not in (tmp_path / "backup" / "database.dump").read_bytes().decode("latin-1")

    data = tmp_path / "new"
    data.mkdir()
    with servers.running("embedded") as server:
        variables = environment(server.owner_dsn, "anew", data, prefix=fresh_database.variables["LAKSA_ROLE_PREFIX"])
        new = _with_key_files(variables, tmp_path / "new-keys", written=False)
        target = {"SERVER_URL": server.owner_dsn, "DATABASE": "anew"}
        printed = perform(RUNBOOK, "Restore", new | copies | target, tools)
        assert "Restored 4 schemas." in printed
        assert re.search(
            r"^Open: mail and seals go out again\. \d+ mails from before were cancelled\.$", printed, re.M
        )
        assert "No problems found.\n" in printed
        assert "Every chain is whole and fits its report.\n" in printed
        with sites.serving({name: value for name, value in new.items() if name not in SECRETS}, tmp_path) as site:
            _opens(site, lived_in)
    assert {path.stat().st_mode & 0o777 for path in (data / "files").rglob("*.jpg")} == {0o600}


def _opens(site: sites.Site, filed) -> None:
    """A receipt code opens its report on the new server, and the report's photo is a picture."""
    body = json.dumps({"number": filed.number, "code": filed.code})
    headers = {"Content-Type": "application/json"}
    status, _headers, answer = site.request("POST", "kota-tangerang", "/api/v1/track/", body, headers)
    assert status == 200
    assert "padam sejak kemarin" in answer.decode()
    path = re.search(rb"(/berkas/[^\"]+)", answer).group(1).decode()
    status, headers, photo = site.request("GET", "kota-tangerang", path)
    assert (status, headers["Content-Type"], photo[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")


@pytest.fixture
def made(lived_in, fresh_database, tmp_path: Path) -> Path:
    """A backup of the lived-in installation."""
    folder = tmp_path / "backup"
    answer = fresh_database.laksa("backup", str(folder))
    assert answer.returncode == 0, answer.stderr
    assert "backup 6/6 files" in answer.stderr
    return folder


def test_what_cannot_be_restored_is_refused_before_anything_is_touched(made, fresh_database, tmp_path) -> None:
    def refused(**changes: str) -> str:
        database = FreshDatabase(fresh_database.name, {**fresh_database.variables, **changes})
        answer = database.laksa("restore", str(made))
        assert answer.returncode == 1
        return answer.stderr.splitlines()[-1]

    key = fresh_database.variables["LAKSA_DATA_KEYS"]
    other = "b3RoZXIgZGF0YSBrZXkgb2YgdGhlc2UgdGVzdHMsIDM="
    assert refused().startswith("laksa: The database is not empty.")
    assert refused(LAKSA_DATA_KEYS=other).startswith("laksa: LAKSA_DATA_KEYS lacks 1 of the 1 keys this backup needs")
    assert refused(LAKSA_DATA_KEYS=f"{key},{other}").startswith(
        "laksa: The last key of LAKSA_DATA_KEYS is not the one"
    )
    with (made / backup.FILES).open("ab") as file:
        file.write(b"x")
    assert refused() == f"laksa: files.tar in {made} is missing or not what was written: the backup is damaged."
    (made / backup.MANIFEST).unlink()
    assert refused().endswith("holds no whole backup: manifest.json is missing or cannot be read.")


def test_a_folder_in_use_takes_no_backup(fresh_database, tmp_path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "note").touch()
    answer = fresh_database.laksa("backup", str(tmp_path / "used"))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == f"laksa: {tmp_path / 'used'} is not empty. Every backup takes a folder of its own.\n"
