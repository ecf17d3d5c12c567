"""Files lie in the folder of the tenant whose seat the connection is in, and nowhere else."""

import re
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.common.storage import TenantFileStorage, new_name
from tenants.context import NoTenant
from tenants.seats import gate, province_seat, tenant_seat, worker_seat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "files"


def test_it_is_the_storage_of_the_installation() -> None:
    with tenant_seat("t3671"):
        assert default_storage.path("a.jpg").endswith("/files/t3671/a.jpg")


def test_the_same_storage_and_name_are_two_files_in_two_tenants(folder: Path) -> None:
    storage = TenantFileStorage()
    for schema in ("t3671", "t3602"):
        with tenant_seat(schema):
            assert storage.save("reports/2026/11/x.jpg", ContentFile(schema.encode())) == "reports/2026/11/x.jpg"
    assert (folder / "t3671/reports/2026/11/x.jpg").read_bytes() == b"t3671"
    assert (folder / "t3602/reports/2026/11/x.jpg").read_bytes() == b"t3602"
    with tenant_seat("t3671"), storage.open("reports/2026/11/x.jpg") as file:
        assert file.read() == b"t3671"


def test_only_the_server_may_read_them(folder: Path) -> None:
    with tenant_seat("t3671"):
        TenantFileStorage().save("reports/x.jpg", ContentFile(b"x"))
    assert (folder / "t3671/reports/x.jpg").stat().st_mode & 0o777 == 0o600
    assert (folder / "t3671/reports").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["../t3602/x.jpg", "/etc/passwd", "reports/../../t3602/x.jpg", "../t36710/x.jpg"])
def test_no_name_leads_out_of_the_tenants_folder(name: str) -> None:
    storage = TenantFileStorage()
    with tenant_seat("t3671"):
        with pytest.raises(SuspiciousFileOperation):
            storage.open(name)
        with pytest.raises(SuspiciousFileOperation):
            storage.save(name, ContentFile(b"x"))
        with pytest.raises(SuspiciousFileOperation):
            storage.delete(name)


@pytest.mark.parametrize("seat", [gate, province_seat, worker_seat])
def test_without_a_city_there_are_no_files(seat) -> None:
    with seat(), pytest.raises(NoTenant):
        TenantFileStorage().save("x.jpg", ContentFile(b"x"))


def test_a_new_thread_has_no_files_of_the_tenant_that_started_it() -> None:
    raised: list[BaseException] = []

    def look() -> None:
        try:
            TenantFileStorage().exists("x.jpg")
        except NoTenant as error:
            raised.append(error)

    with tenant_seat("t3671"):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert [str(error) for error in raised] == ["Files belong to a city, but the connection sits at public."]


def test_a_file_has_no_address_of_its_own() -> None:
    with tenant_seat("t3671"), pytest.raises(ValueError, match="not accessible via a URL"):
        TenantFileStorage().url("x.jpg")


def test_new_names_carry_the_month_and_cannot_be_guessed() -> None:
    names = {new_name("reports", datetime(2026, 11, 25, tzinfo=UTC), "jpg") for _ in range(20)}
    assert len(names) == 20
    assert all(re.fullmatch(r"reports/2026/11/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jpg", name) for name in names)
