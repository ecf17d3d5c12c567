"""The deadlines of a report in words: those of the office by the law they come from, then those of the reporter."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.casework.queries import Story
from core.common.translate_data import in_language
from core.deadlines.models import Deadline
from core.reports.kinds import Kind
from tenants.law import interpretations
from tenants.law.memory import current_law
from tenants.law.models import DayUnit, RuleSet
from web.desk import shown
from web.html.formats import short_date


def entries(story: Story, now: datetime) -> list[shown.Limit]:
    """Every deadline with how it stands, the earliest first."""
    return [_entry(deadline, now) for deadline in story.deadlines]


def past(story: Story, now: datetime) -> list[shown.Limit]:
    """The deadlines that were met, missed or given up."""
    return [_entry(deadline, now) for deadline in story.deadlines if not deadline.is_open]


def groups(story: Story, now: datetime) -> list[shown.LimitGroup]:
    """The deadlines still open by law, the law with the most urgent one first; what the reporter has to do stands
    apart.

    The deadline of the office that runs out first is marked, whichever law it comes from.
    """
    open_ones = [deadline for deadline in story.deadlines if deadline.is_open]
    office = [deadline for deadline in open_ones if deadline.is_of_the_office]
    reporter = [deadline for deadline in open_ones if not deadline.is_of_the_office]
    next_one = min((row for row in office if row.is_running), key=lambda row: row.due_at, default=None)
    found = [_group(str(RuleSet(name).label), rows, now, next_one) for name, rows in _by_law(office)]
    if reporter:
        found.append(_group(_("Giliran pelapor"), reporter, now, None))
    return found


def _by_law(rows: Iterable[Deadline]) -> list[tuple[str, list[Deadline]]]:
    laws: dict[str, list[Deadline]] = {}
    for row in rows:
        laws.setdefault(row.rule_set, []).append(row)
    return sorted(laws.items(), key=lambda law: _urgency(law[1]))


def _urgency(rows: list[Deadline]) -> tuple[bool, datetime]:
    running = [row.due_at for row in rows if row.is_running]
    return not running, min(running or [row.due_at for row in rows])


def _group(title: str, rows: list[Deadline], now: datetime, next_one: Deadline | None) -> shown.LimitGroup:
    return {"title": title, "entries": [{**_entry(row, now), "is_next": row is next_one} for row in rows]}


def _entry(deadline: Deadline, now: datetime) -> shown.Limit:
    return {
        "deadline": deadline,
        "label": deadline.label,
        **_how_it_stands(deadline, now),
        "notes": [*_notes(deadline), *_reading(deadline)],
    }


def _how_it_stands(deadline: Deadline, now: datetime) -> shown.Standing:
    """How a deadline stands: `kind` met, late, ahead, soon, paused or over, and in words with its calendar days."""
    outcomes = Deadline.Outcome
    if deadline.outcome == outcomes.CANCELLED:
        return {"kind": "over", "words": _("Tidak berlaku lagi")}
    if deadline.outcome == outcomes.OPEN:
        return _open(deadline, now)
    if deadline.met_at is None:
        return {"kind": "late", "words": _("Terlambat, tidak terpenuhi")}
    days = _days_left(deadline, deadline.met_at)
    if deadline.outcome == outcomes.LATE:
        words = ngettext("Terlambat %(n)d hari", "Terlambat %(n)d hari", -days) % {"n": -days}
        return {"kind": "late", "words": words}
    if days == 0:
        return {"kind": "met", "words": _("Tepat waktu, pada hari terakhir")}
    sentence = ngettext("Tepat waktu, %(n)d hari sebelum batas", "Tepat waktu, %(n)d hari sebelum batas", days)
    return {"kind": "met", "words": sentence % {"n": days}}


def _open(deadline: Deadline, now: datetime) -> shown.Standing:
    if deadline.paused_at:
        since = {"date": short_date(deadline.paused_at)}
        return {"kind": "paused", "words": _("Berhenti sejak %(date)s, menunggu pelapor") % since}
    shown = _running(_days_left(deadline, now), is_late=deadline.due_at < now)
    # What the reporter lets pass is no alarm of the office.
    return shown if deadline.is_of_the_office else {**shown, "kind": "ahead"}


def _running(days: int, *, is_late: bool) -> shown.Standing:
    if is_late:
        return {"kind": "late", "words": ngettext("Lewat %(n)d hari", "Lewat %(n)d hari", -days) % {"n": -days}}
    if days == 0:
        return {"kind": "soon", "words": _("Hari ini hari terakhir")}
    words = ngettext("%(n)d hari lagi", "%(n)d hari lagi", days) % {"n": days}
    return {"kind": "soon" if days == 1 else "ahead", "words": words}


def _days_left(deadline: Deadline, moment: datetime) -> int:
    """Days from the local day of `moment` to the day the deadline ends; negative when it is over."""
    return (deadline.due_on - timezone.localtime(moment).date()).days


def _local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _notes(deadline: Deadline) -> Iterator[str]:
    """What has moved the deadline, or still may."""
    if deadline.paused_days:
        yield _("Pernah berhenti %(days)s menunggu pelapor; batasnya mundur sebanyak itu.") % {
            "days": days_of(deadline.paused_days, deadline.unit)
        }
    if deadline.extension_days:
        yield _("Diperpanjang %(days)s; alasannya ada di riwayat.") % {
            "days": days_of(deadline.extension_days, deadline.unit)
        }
    if deadline.is_running and deadline.waits and deadline.waits[-1][1] is None:
        yield _("Sudah lewat ketika pelapor ditanya, jadi tidak berhenti selama menunggu.")
    for missed in deadline.late_before:
        named = {"kind": Kind(missed["kind"]).label, "date": short_date(datetime.fromisoformat(missed["due"]))}
        yield _("Sebagai %(kind)s batasnya sudah lewat pada %(date)s; keterlambatan itu tetap tercatat.") % named
    if deadline.provisional and deadline.is_open:
        yield _("Sementara: cuti bersama tahun itu belum ditetapkan, jadi tanggalnya masih dapat bergeser.")


def _reading(deadline: Deadline) -> Iterator[str]:
    """How the law's words are read where there is a doubt; nothing for rows from before that was recorded."""
    for rule in current_law().rules:
        same = (rule.rule_set, rule.code, rule.met_by) == (deadline.rule_set, deadline.rule, deadline.met_by)
        is_its_own = same and rule.kind == deadline.report.kind and rule.is_in_force(_local_day(deadline.started_at))
        if is_its_own and (reading := interpretations.taken(rule)):
            yield in_language(reading["words"])
            return


def days_of(number: int, unit: str) -> str:
    """ "5 hari kerja"."""
    if unit == DayUnit.WORKING_DAYS:
        return ngettext("%(n)d hari kerja", "%(n)d hari kerja", number) % {"n": number}
    return ngettext("%(n)d hari kalender", "%(n)d hari kalender", number) % {"n": number}
