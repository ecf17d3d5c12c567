"""The spans of time figures are given for: reports received in them, and in the span of the same length before."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# LAKSA began in 2016 (domain facts, section 1): no report is older.
BEGINNING = date(2016, 1, 1)
DAYS_30, MONTHS_12, ALL = "30-hari", "12-bulan", "semua"
NAMES = (DAYS_30, MONTHS_12, ALL)
DEFAULT = MONTHS_12


@dataclass(frozen=True)
class Period:
    """Reports received from `start` up to, but not including, `end`; the ones before them from `before_start`.

    All three are aware and are local midnights of the province's zone. `before_start` is None where nothing is before.
    """

    name: str
    start: datetime
    end: datetime
    before_start: datetime | None = None

    @property
    def earliest(self) -> datetime:
        """When the first report whose figures are wanted may have been received."""
        return self.before_start or self.start


def period(name: str, now: datetime, zone: ZoneInfo) -> Period:
    """The span of that name that ends with the local day of `now`; the default one for a name that does not exist."""
    today = now.astimezone(zone).date()
    tomorrow = today + timedelta(days=1)
    end = _midnight(tomorrow, zone)
    if name == ALL:
        return Period(ALL, _midnight(BEGINNING, zone), end)
    if name == DAYS_30:
        starts = [tomorrow - timedelta(days=30 * count) for count in (1, 2)]
    else:
        starts = [_years_before(tomorrow, count) for count in (1, 2)]
    start, before_start = (_midnight(day, zone) for day in starts)
    return Period(name if name in NAMES else DEFAULT, start, end, before_start)


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 1 March for a 29 February that year does not have."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
