"""Reading the seals for the pages that publish them. In the province's seat; cities without a seal are listed too."""

from dataclasses import dataclass
from datetime import date

from oversight.figures import Place
from oversight.models import Seal
from oversight.statements import CITIES, rows_of
from tenants.models import Tenant
from tenants.seats import PUBLIC

PAGE = 30


@dataclass(frozen=True)
class SealedCity:
    """A city with its newest seal, if it has one."""

    place: Place
    seal: Seal | None


_NEWEST = f"""
WITH {CITIES}
SELECT c.schema_name, c.code, c.name, c.slug, c.host, s.id
  FROM cities c
  LEFT JOIN LATERAL (SELECT id FROM oversight_seal WHERE tenant = c.schema_name ORDER BY day DESC LIMIT 1) s ON true
 ORDER BY c.code
"""  # noqa: S608 (constants)


def newest() -> list[SealedCity]:
    """Every city that counts, by its code, with its newest seal. Two queries."""
    rows = rows_of(_NEWEST)
    known = Seal.objects.in_bulk([key for *_place, key in rows if key])
    return [SealedCity(Place(*place), known.get(key)) for *place, key in rows]


def sealed_city(slug: str) -> Tenant | None:
    """The city a page of seals is about; a disabled one keeps its seals. None for a sandbox or no city."""
    return Tenant.objects.exclude(schema_name=PUBLIC).filter(slug=slug, is_sandbox=False).first()


def history(tenant: str, *, before: date | None = None, size: int = PAGE) -> tuple[list[Seal], bool]:
    """A city's seals, the newest first, of the days before `before`; and whether there are older ones."""
    wanted = Seal.objects.filter(tenant=tenant).order_by("-day")
    found = list((wanted.filter(day__lt=before) if before else wanted)[: size + 1])
    return found[:size], len(found) > size


def seal_of(tenant: str, day: date) -> Seal | None:
    """The seal of one day."""
    return Seal.objects.filter(tenant=tenant, day=day).first()
