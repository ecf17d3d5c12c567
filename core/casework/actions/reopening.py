"""What the reporter may do besides saying something: take the report back, have it opened again, say how it was."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import REPORTER
from core.casework.actions.conversing import Words
from core.casework.actions.dispatching import release
from core.casework.actions.engine import Addition, take
from core.casework.actions.reporters import Key
from core.catalogue.settings import city_settings
from core.common.errors import Conflict, Invalid
from core.common.present import present
from core.deadlines.arithmetic import due_at, local_day
from core.reports.kinds import Outcome, State
from core.reports.models import Report
from tenants.context import current

SCORES = (1, 2, 3, 4)


def withdraw(key: Key, *, text: Any = "", at: datetime | None = None) -> Report:
    """Cabut laporan: the reporter wants nothing more; why, is the reporter's to say or not."""
    words = Words.check(text, required=False)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(key.find().number, REPORTER, "withdraw")
        release(report, at)
        report.outcome, report.ended_at, report.accept_by = Outcome.WITHDRAWN, at, None
        return words.say(report, line, "withdraw", at)


def reopen(key: Key, *, text: Any, attachments: Any = (), at: datetime | None = None) -> Report:
    """The reporter is not satisfied with the end and says why; the coordinator looks again. Conflict after the city's
    window, which is counted from the server's own row."""
    words = Words.check(text, attachments)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(key.find().number, REPORTER, "reopen")
        if at > reopens_until(report):
            raise Conflict("window_over", _("Waktu untuk membuka lagi laporan ini sudah lewat. Buat laporan baru."))
        release(report, at)
        report.unit = report.ended_at = report.checked_at = report.checked_by = report.score = None
        report.outcome = ""
        if report.verified_at is None:  # ended as resolved outside before anybody had looked at it
            line = replace(line, target=State.SUBMITTED)
        return words.say(report, line, "reopen", at)


def reopens_until(report: Report) -> datetime:
    """Until when a closed report can be opened again: the end of the local day, `reopen_days` after its end."""
    zone = current().zone
    return due_at(local_day(present(report.ended_at), zone) + timedelta(days=city_settings().reopen_days), zone)


def rate(key: Key, *, score: Any, text: Any = "", at: datetime | None = None) -> Report:
    """How satisfied the reporter is with the end: 1 (not at all) to 4 (very). Once for each closing."""
    if str(score) not in map(str, SCORES):
        raise Invalid.at("score", _("Pilih satu dari empat jawaban."))
    words = Words.check(text, required=False)
    at = at or timezone.now()
    with transaction.atomic():
        report, line = take(key.find().number, REPORTER, "rate")
        if report.score is not None:
            raise Conflict("rated", _("Penilaian Anda sudah kami terima. Terima kasih."))
        report.score = int(score)
        entry = Addition({"score": report.score}, ledger={"score": report.score})
        return words.say(report, line, "rate", at, entry)
