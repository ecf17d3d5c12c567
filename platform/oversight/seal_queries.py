"""Reading the seals for the pages that publish them. In the province's seat; cities without a seal are listed too."""

from collections.abc import Sequence
from datetime import date

from oversight.figures import CityPlace
from oversight.models import Seal
from oversight.statements import rows_of
from oversight.tallies import CITIES, PLACE
from tenants.models import Tenant
from tenants.seats import PUBLIC

PAGE = 30


_NEWEST = """
SELECT s.id FROM unnest(%(tenants)s::text[]) w(tenant)
 CROSS JOIN LATERAL (SELECT id FROM oversight_seal WHERE tenant = w.tenant ORDER BY day DESC LIMIT 1) s
"""
_EXAMPLE = f"""
WITH {CITIES}
SELECT {PLACE}, s.id FROM cities c
 CROSS JOIN LATERAL (SELECT id FROM oversight_seal WHERE tenant = c.schema_name ORDER BY day DESC LIMIT 1) s
 ORDER BY c.code LIMIT 1
"""  # noqa: S608 (constants)
_CITIES = f"WITH {CITIES} SELECT {PLACE} FROM cities c ORDER BY c.code"  # noqa: S608 (constants)


def cities() -> list[CityPlace]:
    """Every city that counts, with or without a seal, by its code."""
    return [CityPlace(*row) for row in rows_of(_CITIES)]


def newest(tenants: Sequence[str]) -> dict[str, Seal]:
    """The newest seal of each of these cities that has one, by schema name. Two queries."""
    keys = [key for (key,) in rows_of(_NEWEST, tenants=list(tenants))]
    return {seal.tenant: seal for seal in Seal.objects.in_bulk(keys).values()}


def example() -> tuple[CityPlace, Seal] | None:
    """The newest seal of the first city that has one. Two queries."""
    for *place, key in rows_of(_EXAMPLE):
        return CityPlace(*place), Seal.objects.get(pk=key)
    return None


def sealed_city(slug: str) -> Tenant | None:
    """The city, or the province, a page of seals is about; a disabled one keeps its seals. None for a sandbox."""
    return Tenant.objects.filter(slug=slug, is_sandbox=False).first()


def province() -> Tenant:
    """The province, whose own history is sealed as well. One query."""
    return Tenant.objects.get(schema_name=PUBLIC)


def history(tenant: str, *, before: date | None = None, size: int = PAGE) -> tuple[list[Seal], bool]:
    """A city's seals, the newest first, of the days before `before`; and whether there are older ones."""
    wanted = Seal.objects.filter(tenant=tenant).order_by("-day")
    found = list((wanted.filter(day__lt=before) if before else wanted)[: size + 1])
    return found[:size], len(found) > size


def seal_of(tenant: str, day: date) -> Seal | None:
    """The seal of one day."""
    return Seal.objects.filter(tenant=tenant, day=day).first()
