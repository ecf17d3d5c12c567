"""Where the files of a tenant lie: DATA_DIR/files/<schema>/…, decided by the seat the connection is in."""

import re
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from tenants.connection import connection
from tenants.context import NoTenant
from tenants.seats import CITY_SCHEMA


@deconstructible(path="core.common.storage.TenantFileStorage")
class TenantFileStorage(FileSystemStorage):
    """Private files of the current tenant. They have no address of their own: see `core.common.signed_links`."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:
        """The current tenant's folder, never remembered: the same storage object serves every tenant. NoTenant in the
        seats of gate, province and worker, which have no files."""
        schema = connection.schema_name
        if not re.fullmatch(CITY_SCHEMA, schema):
            raise NoTenant(f"Files belong to a city, but the connection sits at {schema}.")
        return str(Path(settings.DATA_DIR) / "files" / schema)

    @property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    @property
    def base_url(self) -> None:  # type: ignore[override]  # the stubs know only files that have an address
        """None: Django then refuses to make an address for the file."""
        return None


def new_name(folder: str, moment: datetime, extension: str) -> str:
    """A name nobody can guess, with the month to keep folders small: "reports/2026/11/<uuid>.jpg"."""
    return f"{folder}/{moment:%Y/%m}/{uuid.uuid4()}.{extension}"
