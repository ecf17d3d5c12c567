"""What everybody may know of a city, or of all cities, by kind and topic (category group).

The tables are counted once a day, for every span they are offered for at once, and then stand as they are until the
next midnight: who looks every minute sees nobody's report come. Misconduct is in no row: among the kinds it counts as
the complaint it is, among the topics it is left out, and hidden as if it were a row that could give itself away.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from oversight import periods
from oversight.columns import COUNTS, WITHIN
from oversight.figures import Figures
from oversight.models import PublishedDay
from oversight.periods import parameters, span_of
from oversight.statements import prepared_rows_of
from oversight.tallies import ALL, CITIES, FIGURES, WHOLE, array, counted, shown
from tenants.disclosure.published_tables import Count, Group, group_of, parts_of_spans, whole

MISCONDUCT, COMPLAINT = "misconduct", "complaint"
KIND, TOPIC = "kind", "group"
# The row of misconduct among the topics, which is shown nowhere.
_UNSHOWN = "*"


@dataclass(frozen=True)
class Published:
    """The tables of one span, counted at `at`; `whole` is what both add up to, misconduct included."""

    at: datetime
    whole: Group
    kinds: tuple[Group, ...]
    topics: tuple[Group, ...]


@lru_cache
def _statement(*, is_whole: bool) -> str:
    tenants, source = (f"({WHOLE})", f"shown n WHERE n.tenant = '{ALL}'") if is_whole else ("%(tenants)s", "counted n")
    counts = ", ".join(f"n.{name}" for name in COUNTS)
    sums = ", ".join(f"sum(n.{name})::int AS {name}" for name in COUNTS)
    within = array(f"sum(n.within[{place}])" for place in range(1, len(WITHIN) + 1))
    return f"""
WITH {CITIES}, {counted(("kind_group",), tenants=tenants)}, {shown()},
told AS (
  SELECT n.label, split_part(n.value, '|', 1) AS kind, split_part(n.value, '|', 2) AS topic, {counts}, n.within
    FROM {source}
),
merged AS (
  SELECT k.cut, n.label, k.value, {sums}, {within} AS within
    FROM told n
    CROSS JOIN LATERAL (VALUES
      ('', ''),
      ('{KIND}', CASE n.kind WHEN '{MISCONDUCT}' THEN '{COMPLAINT}' ELSE n.kind END),
      ('{TOPIC}', CASE n.kind WHEN '{MISCONDUCT}' THEN '{_UNSHOWN}' ELSE n.topic END)
    ) k(cut, value)
   GROUP BY k.cut, n.label, k.value
)
SELECT n.cut, n.label, n.value, {FIGURES} FROM merged n
"""  # noqa: S608 (constants)


def published(now: datetime, zone: ZoneInfo, tenant: str = ALL) -> Mapping[str, Published]:
    """By the name of the span (`periods.NAMES`), what is published today of one city (its schema) or of all.

    One query; four more for whoever asks first on a day. Whoever comes second at the same moment gets the first one's.
    """
    day = now.astimezone(zone).date()
    kept = PublishedDay.objects.filter(tenant=tenant, day=day)
    row = kept.first()
    if row is None:
        fresh = PublishedDay(tenant=tenant, day=day, at=now, tables=_counted(now, zone, tenant))
        PublishedDay.objects.bulk_create([fresh], ignore_conflicts=True)
        PublishedDay.objects.filter(tenant=tenant, day__lt=day).delete()
        row = kept.get()
    return {name: _read(row.at, row.tables[name]) for name in periods.NAMES}


def _counted(now: datetime, zone: ZoneInfo, tenant: str) -> dict[str, Any]:
    spans = [span_of(periods.period(name, now, zone), now, name, "kind_group") for name in periods.NAMES]
    rows = prepared_rows_of(_statement(is_whole=tenant == ALL), now=now, tenants=[tenant], **parameters(spans))
    found: dict[str, dict[str, list[Count]]] = {cut: {span.label: [] for span in spans} for cut in ("", KIND, TOPIC)}
    for cut, label, value, *figures in sorted(rows, key=lambda row: tuple(row[:3])):
        figures_there = Figures.of(figures)
        if figures_there.received:
            found[cut][label].append(count_of(value, figures_there))
    kinds = parts_of_spans(found[KIND], periods.INSIDE)
    topics = parts_of_spans(found[TOPIC], periods.INSIDE, secret=_UNSHOWN)
    return {
        name: {
            "whole": asdict(whole(sums[0] if sums else count_of("", Figures()))),
            "kinds": [asdict(group) for group in kinds[name]],
            "topics": [asdict(group) for group in topics[name]],
        }
        for name, sums in found[""].items()
    }


def _read(at: datetime, tables: Mapping[str, Any]) -> Published:
    return Published(
        at=at,
        whole=group_of(tables["whole"]),
        kinds=tuple(group_of(group) for group in tables["kinds"]),
        topics=tuple(group_of(group) for group in tables["topics"]),
    )


def count_of(code: str, figures: Figures) -> Count:
    return Count(
        code=code,
        name=code,
        statuses=tuple(figures.by_status.values()),
        met=figures.met,
        judged=figures.on_time.whole,
        median_days=figures.median_days,
        measured=figures.measured,
    )
