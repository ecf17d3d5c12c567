"""Who gets a mail about an action: the rules as SELECTs, for the desk's preview and for the outbox alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.notifications import rules
from core.notifications.models import Mail
from core.reports.kinds import IdentityLevel
from core.reports.models import Report
from tenants.lazy_text import Promise
from tenants.sql import execute

# What every mail of an action has alike, as it is written down: columns of `notifications_mail` and their values.
_OF_EVERY_MAIL = {
    "event": "%(event)s",
    "kind": "%(kind)s",
    "seq": "%(seq)s::integer",
    "context": "'{}'::jsonb",
    "status": "'queued'",
    "attempts": "0",
    "next_at": "%(next_at)s::timestamptz",
    "last_error": "''",
    "queued_at": "%(at)s::timestamptz",
    "message_id": "''",
    "address_hash": "''::bytea",
}
COLUMNS = (*_OF_EVERY_MAIL, "report_id", "recipient", "user_id", "via_id", "language")


def _select(rows: str, **values: str) -> str:
    """A SELECT of COLUMNS, whose mails differ in `values`."""
    every = {**_OF_EVERY_MAIL, **values}
    return f"SELECT {', '.join(f'{every[column]} AS {column}' for column in COLUMNS)} {rows}"


def _language_of(report: str, otherwise: str) -> str:
    """The language in which the reporter of a report was first written to."""
    return f"""COALESCE((SELECT m.language FROM notifications_mail m
               WHERE m.report_id = {report} AND m.recipient = 'reporter' ORDER BY m.id LIMIT 1), {otherwise})"""  # noqa: S608 our own


# The reporter, if an e-mail address was left; in the language of the report's first mail.
TO_REPORTER = _select(
    "FROM reports_identity i WHERE i.report_id = %(report)s AND i.email_hash <> ''",
    report_id="i.report_id",
    recipient="'reporter'",
    user_id="NULL::bigint",
    via_id="NULL::bigint",
    language=_language_of("i.report_id", "%(language)s"),
)
# Citizens with an account who support it, without the reporter's own account.
TO_SUPPORTERS = _select(
    """FROM reports_support s JOIN accounts_user u ON u.id = s.user_id
 WHERE s.report_id = %(report)s AND u.sealed_email IS NOT NULL AND s.user_id IS DISTINCT FROM %(account)s::bigint""",
    report_id="s.report_id",
    recipient="'supporter'",
    user_id="s.user_id",
    via_id="NULL::bigint",
    language="'id'",
)
# Those whose reports were merged into it; each once, and not the reporter again. What had been merged into a report
# that was merged later follows the survivor, too (`core.casework.actions.merging`).
TO_FOLLOWERS = _select(
    """FROM (SELECT DISTINCT ON (i.email_hash) r.id
          FROM reports_report r JOIN reports_identity i ON i.report_id = r.id
         WHERE r.merged_into = %(number)s AND r.merged_into <> '' AND i.email_hash <> '' AND i.email_hash NOT IN (
               SELECT own.email_hash FROM reports_identity own WHERE own.report_id = %(report)s)
         ORDER BY i.email_hash, r.id) f""",
    report_id="%(report)s",
    recipient="'follower'",
    user_id="NULL::bigint",
    via_id="f.id",
    language=_language_of("f.id", "'id'"),
)

# Whether a server has refused the reporter's address for good. Known from the mails of this report.
_IS_BAD = """
EXISTS (SELECT 1 FROM notifications_mail m JOIN notifications_badaddress b USING (address_hash)
         WHERE m.report_id = %(report)s AND m.recipient = 'reporter')
"""


def sources(report: Report, action: str) -> list[str]:
    """The SELECTs that find whom an action tells; none when there can be nobody."""
    found = [TO_REPORTER] if rules.mails_reporter(report, action) else []
    if rules.mails_others(report, action):
        found.append(TO_FOLLOWERS)
        if report.supporters:
            found.append(TO_SUPPORTERS)
    return found


def values(report: Report, action: str, *, seq: int, at: datetime | None, language: str = "id") -> dict[str, Any]:
    """What the SELECTs are run with."""
    return {
        "event": action,
        "kind": report.kind,
        "seq": seq,
        "report": report.pk,
        "number": report.number,
        "account": report.submitted_by_id,
        "language": language,
        "next_at": at and at + rules.waits(action),
        "at": at,
    }


@dataclass(frozen=True)
class Recipients:
    """How many mails an action causes, and whether the reporter's would go to an address that is known to be bad."""

    reporter: bool
    supporters: int
    followers: int
    is_bad: bool

    @property
    def others(self) -> int:
        return self.supporters + self.followers


def recipients(report: Report, action: str) -> Recipients:
    """Whom this action would tell just now. One query for a report, however many actions are asked about."""
    counts, is_bad = _counted(report)
    mails_reporter, mails_others = rules.mails_reporter(report, action), rules.mails_others(report, action)
    return Recipients(
        reporter=mails_reporter and bool(counts.get(Mail.Recipient.REPORTER)) and not is_bad,
        supporters=counts.get(Mail.Recipient.SUPPORTER, 0) if mails_others else 0,
        followers=counts.get(Mail.Recipient.FOLLOWER, 0) if mails_others else 0,
        is_bad=mails_reporter and is_bad,
    )


def trouble(report: Report) -> bool:
    """Whether the reporter cannot be reached by mail, for the desk to see. Shares its query with `recipients`."""
    return _counted(report)[1]


def _counted(report: Report) -> tuple[Mapping[str, int], bool]:
    """Mails of each kind of recipient that the widest rule would cause. Remembered with the report in memory."""
    kept = vars(report)
    if "_mail_counts" not in kept:
        asked = sources(report, rules.WIDEST)
        kept["_mail_counts"] = _count(report, " UNION ALL ".join(asked)) if asked else ({}, False)
    return kept["_mail_counts"]


def _count(report: Report, union: str) -> tuple[Mapping[str, int], bool]:
    statement = f"SELECT recipient, count(*), {_IS_BAD} FROM ({union}) found GROUP BY recipient"  # noqa: S608 our own
    rows = execute(statement, values(report, rules.WIDEST, seq=0, at=None))
    return {recipient: count for recipient, count, _bad in rows}, any(is_bad for _recipient, _count, is_bad in rows)


def preview_sentence(report: Report, action: str) -> Promise | str:
    """What the desk says beside the button: who will get a mail, or why nobody does."""
    reached = recipients(report, action)
    if reached.reporter:
        if reached.others:
            sentence = ngettext_lazy(
                "Pelapor dan {count} warga yang mengikuti laporan ini akan menerima surel{when}.",
                "Pelapor dan {count} warga yang mengikuti laporan ini akan menerima surel{when}.",
                reached.others,
            )
            return format_lazy(sentence, count=reached.others, when=_when(action))
        return format_lazy(_("Pelapor akan menerima surel{when}."), when=_when(action))
    if reached.others:
        sentence = ngettext_lazy(
            "{count} warga yang mengikuti laporan ini akan menerima surel{when}; pelapor tidak: {why}.",
            "{count} warga yang mengikuti laporan ini akan menerima surel{when}; pelapor tidak: {why}.",
            reached.others,
        )
        return format_lazy(sentence, count=reached.others, when=_when(action), why=_why_not(report, action, reached))
    return format_lazy(_("Tidak ada surel yang dikirim: {why}."), why=_why_not(report, action, reached))


def _when(action: str) -> Promise | str:
    if not rules.RULES[action].undoable:
        return ""
    return format_lazy(
        _(" {minutes} menit lagi, kecuali langkah ini dibatalkan sebelumnya"), minutes=settings.UNDO_MINUTES
    )


def _why_not(report: Report, action: str, reached: Recipients) -> Promise | str:
    if action not in rules.RULES:
        return _("langkah ini hanya urusan kantor")
    if report.identity_level == IdentityLevel.ANONYMOUS:
        return _("pelapor memilih tanpa identitas")
    if reached.is_bad:
        return _("surel ke alamat pelapor ditolak terus")
    return _("pelapor tidak memberi alamat surel")
