"""Events in the ledger: told by a city now (`record_now`), or with a made-up past, which only the owner may write."""

from datetime import UTC, datetime
from itertools import count, pairwise
from typing import Any

from core.common.numbers import make_number
from core.reports.ledger_steps import steps
from oversight.figures import City, Comparison
from tenants.ledger.recording import NewEntry, record
from tenants.seats import tenant_seat

TANGERANG, LEBAK = "t3671", "t3602"
_OTHER = {TANGERANG: LEBAK, LEBAK: TANGERANG}
HASH = b"\x01" * 32
REST_OF_BANTEN = {
    "36.01": ("Kabupaten Pandeglang", "kab-pandeglang"),
    "36.03": ("Kabupaten Tangerang", "kab-tangerang"),
    "36.04": ("Kabupaten Serang", "kab-serang"),
    "36.72": ("Kota Cilegon", "kota-cilegon"),
    "36.73": ("Kota Serang", "kota-serang"),
    "36.74": ("Kota Tangerang Selatan", "kota-tangerang-selatan"),
}


def wib(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+07:00")


def city_of(comparison: Comparison, slug: str) -> City | None:
    return next((city for city in comparison.cities if city.place.slug == slug), None)


def record_now(tenant: str, *states: str, kind: str = "complaint", area: str = "", **due: datetime) -> str:
    """One report that comes into each state at this moment, in the seat of its city; `due` as in `Ledger.tell`.

    Each state must be one step from the one before it.
    """
    number = _new_number(tenant)
    with tenant_seat(tenant):
        for seq, (before, state) in enumerate(pairwise(["", *states]), start=1):
            event = NewEntry(
                number=number,
                seq=seq,
                event=event_between(before, state),
                state=state,
                occurred_at=datetime.now(UTC),
                kind=kind,
                category_group="Perhubungan",
                unit_type="",
                area_code=area,
                due_verify=due.get("verify"),
                due_first_follow_up=due.get("first_follow_up"),
                due_total=due.get("total"),
                transfer_to=_OTHER[tenant] if state == "transferred" else None,
                entry_hash=HASH,
            )
            record(event)
    return number


def event_between(source: str, target: str) -> str:
    """An event that leads from one state to another."""
    return min(event for event, *states in steps() if states == [source, target])


_serials = count(900000)


def _new_number(tenant: str) -> str:
    return make_number(f"{tenant[1:3]}.{tenant[3:]}", 2026, next(_serials))


class Ledger:
    """`tell` appends the events of one report; `city` adds a row to the table of tenants, without a schema."""

    def __init__(self, owner) -> None:
        self._owner = owner

    def run(self, statement: str, *parameters: Any) -> None:
        with self._owner.cursor() as cursor:
            cursor.execute(statement, parameters)

    def city(self, code: str, *, name: str = "", slug: str = "", zone: str = "Asia/Jakarta", **flags: bool) -> str:
        schema = "t" + code.replace(".", "")
        known_name, known_slug = REST_OF_BANTEN.get(code, (f"Kota {code}", f"kota-{schema}"))
        self.run(
            "WITH city AS (INSERT INTO tenants_tenant (schema_name, code, name, slug, province_code, time_zone, brand,"
            " is_enabled, is_sandbox, created_at) VALUES (%s, %s, %s, %s, '36', %s, '{}', %s, %s, now())"
            " RETURNING id, slug) INSERT INTO tenants_domain (domain, is_primary, tenant_id)"
            " SELECT slug || '.localhost', true, id FROM city",
            schema,
            code,
            name or known_name,
            slug or known_slug,
            zone,
            flags.get("is_enabled", True),
            flags.get("is_sandbox", False),
        )
        return schema

    def tell(
        self,
        tenant: str,
        *events: tuple[str, datetime],
        verify: datetime | None = None,
        first_follow_up: datetime | None = None,
        total: datetime | None = None,
        kind: str = "complaint",
        area: str = "",
    ) -> str:
        """One report that came into each state at each time, with its due times; returns its number."""
        number = _new_number(tenant)
        for seq, (state, at) in enumerate(events, start=1):
            self.run(
                "INSERT INTO ledger_entry (tenant, recorded_at, number, seq, event, state, occurred_at, kind,"
                " category_group, unit_type, area_code, due_verify, due_first_follow_up, due_total, entry_hash)"
                " VALUES (%s, %s, %s, %s, 'told', %s, %s, %s, 'Perhubungan', '', %s, %s, %s, %s, %s)",
                tenant,
                at,
                number,
                seq,
                state,
                at,
                kind,
                area,
                verify,
                first_follow_up,
                total,
                HASH,
            )
        return number

    def answered(self, tenant: str, received: datetime, answered: datetime, *, total: datetime) -> str:
        return self.tell(tenant, ("submitted", received), ("answered", answered), total=total)
