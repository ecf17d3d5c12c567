"""Where the words of a rule may be read in two ways: both readings, which of them Laksa takes, and how it is shown.

A reading says which events end a deadline and from when it is counted. The province may take another one from a day to
come (`core.casework.office.national_law`); reports keep the reading of their day.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop as _

from tenants.law.events import ClockEvent
from tenants.law.models import CountedFrom, DeadlineRule

Reading = dict[str, Any]


def _reading(code: str, met_by: Iterable[ClockEvent], counted_from: CountedFrom, words: str) -> Reading:
    return {
        "code": code,
        "met_by": [event.value for event in met_by],
        "counted_from": counted_from.value,
        "words": words,
    }


# "Verified and forwarded within 3 working days" (PermenPANRB 62/2018). Taken is the first: it is the moment the ledger
# knows, and what happens after it has a deadline of its own as soon as the unit has the report.
VERIFY = [
    _reading(
        "verified",
        (ClockEvent.VERIFIED, ClockEvent.REJECTED, ClockEvent.MERGED, ClockEvent.TRANSFERRED),
        CountedFrom.EVENT,
        _("Berakhir dengan verifikasi, keputusan pertama koordinator. Penerusan ke OPD tidak termasuk."),
    ),
    _reading(
        "dispatched",
        (ClockEvent.DISPATCHED, ClockEvent.REJECTED, ClockEvent.MERGED, ClockEvent.TRANSFERRED, ClockEvent.CLOSED),
        CountedFrom.EVENT,
        _("Berakhir ketika laporan diteruskan ke OPD: “diverifikasi dan diteruskan” dibaca sebagai satu batas."),
    ),
]
# "Decided within 60 days after the file is complete" (UU 25/2009). Taken is the first: a file becomes complete by what
# the complainant brings, not by the day on which somebody looks at it, so an office that waits gains nothing.
DECISION = [
    _reading(
        "complete",
        (ClockEvent.ANSWERED, ClockEvent.REJECTED),
        CountedFrom.COMPLETE,
        _("Dihitung sejak berkas lengkap: jawaban pelapor yang melengkapinya, atau penerimaan bila tidak ditanya."),
    ),
    _reading(
        "verified",
        (ClockEvent.ANSWERED, ClockEvent.REJECTED),
        CountedFrom.EVENT,
        _("Dihitung sejak koordinator menyatakan berkas lengkap, yaitu verifikasi."),
    ),
]


def taken(rule: DeadlineRule) -> Reading | None:
    """The reading a rule takes; None where its words leave no doubt, or somebody has set it otherwise."""
    return next((reading for reading in rule.readings if is_taken(rule, reading)), None)


def is_taken(rule: DeadlineRule, reading: Reading) -> bool:
    return (rule.met_by, rule.counted_from) == (reading["met_by"], reading["counted_from"])


def take(rule: DeadlineRule, reading: Reading) -> None:
    rule.met_by, rule.counted_from = list(reading["met_by"]), reading["counted_from"]
