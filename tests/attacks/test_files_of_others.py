"""Files of one city lie in its folder, and no name leads out of it."""

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tenants.seats import tenant_seat


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_the_same_name_in_two_cities_is_two_files(db, tmp_path):
    for schema in ("t3671", "t3602"):
        with tenant_seat(schema):
            assert default_storage.save("a.jpg", ContentFile(schema.encode())) == "a.jpg"
    for schema in ("t3671", "t3602"):
        with tenant_seat(schema), default_storage.open("a.jpg") as file:
            assert file.read() == schema.encode()
        assert (tmp_path / "files" / schema / "a.jpg").read_bytes() == schema.encode()


ESCAPES = [
    "../t3602/a.jpg",
    "photos/../../t3602/a.jpg",
    "/etc/passwd",
    "{folder}/files/t3602/a.jpg",
    "..",
    "../t36710/a.jpg",
]
ACTS = {
    "open": default_storage.open,
    "save": lambda name: default_storage.save(name, ContentFile(b"loot")),
    "delete": default_storage.delete,
    "exists": default_storage.exists,
    "size": default_storage.size,
    "path": default_storage.path,
}


@pytest.mark.parametrize("name", ESCAPES)
@pytest.mark.parametrize("act", ACTS)
def test_no_name_leads_out_of_the_citys_folder(db, tmp_path, name, act):
    secret = tmp_path / "files" / "t3602" / "a.jpg"
    secret.parent.mkdir(parents=True)
    secret.write_bytes(b"secret")
    with tenant_seat("t3671"), pytest.raises(SuspiciousFileOperation):
        ACTS[act](name.format(folder=tmp_path))
    assert secret.read_bytes() == b"secret"


def test_files_have_no_address_of_their_own(db):
    with tenant_seat("t3671"), pytest.raises(ValueError, match="not accessible via a URL"):
        default_storage.url("a.jpg")
