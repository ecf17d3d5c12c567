"""A mail as it is read: the text in force, filled from the report's own rows, in a frame with link and reason.

Nobody's name is in it: not the reporter's, not another citizen's, not an officer's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.audit.models import Entry
from core.common.formats import local_date
from core.common.present import present
from core.common.translate_data import in_language
from core.notifications import mail_templates
from core.notifications.models import Mail
from core.notifications.placeholders import BraceTemplate
from core.notifications.texts import EVENTS, Text
from core.reports.kinds import Kind, Visibility
from core.reports.models import FollowUp, Message, Report
from tenants import sites
from tenants.law.models import Party
from tenants.models import Domain, Tenant


@dataclass(frozen=True)
class RenderedMail:
    """What a mail says, as plain text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Sender:
    """The city as the reader of a mail sees it. `url` is that of its own host, without a slash at its end."""

    title: str
    city: str
    url: str

    @property
    def host(self) -> str:
        """The host's name alone, without a port."""
        return self.url.partition("://")[2].partition(":")[0]


def sender_of(tenant: Tenant) -> Sender:
    """One query."""
    domain = Domain.objects.filter(tenant=tenant, is_primary=True).values_list("domain", flat=True).get()
    return Sender(tenant.brand.get("site_name") or "LAKSA", tenant.name, sites.address(domain))


def render(mail: Mail, sender: Sender) -> RenderedMail:
    """A mail of the outbox in its own language. Reads what the report's rows say now."""
    with translation.override(mail.language):
        name = mail_templates.name_of(mail.event, mail.recipient)
        text = mail_templates.current(name, mail.kind, mail.language)
        if mail.recipient == Mail.Recipient.STAFF:
            return _framed(text, {**_own(sender), **_listed(mail.context)}, _frame_of_staff(sender))
        entry = (
            Entry.objects.filter(stream=present(mail.report).number, seq=present(mail.seq))
            .values_list("details", flat=True)
            .first()
        )
        values = {**_own(sender), **_of_report(mail, entry or {}), **_listed(mail.context)}
        goes_on = _goes_on(mail, entry or {})
        return _framed(text, values, _frame_of_citizen(mail.recipient, present(mail.report), sender, goes_on))


def example(name: str, kind: str, language: str, text: Text, sender: Sender) -> RenderedMail:
    """A text as it would be sent, about a report that is invented."""
    with translation.override(language):
        values = {**_own(sender), **_invented(kind)}
        if not EVENTS[name].is_of_report:
            return _framed(text, values, _frame_of_staff(sender))
        report = Report(number=values["nomor"])
        return _framed(text, values, _frame_of_citizen(mail_templates.recipient_of(name), report, sender))


def _framed(text: Text, values: Mapping[str, str], frame: Mapping[str, object]) -> RenderedMail:
    subject = " ".join(BraceTemplate(text.subject).safe_substitute(values).split())
    parts = [_Part(part, values) for part in mail_templates.paragraphs(text.body, values)]
    context = {"subject": subject, "parts": parts, **frame}
    return RenderedMail(
        subject,
        render_to_string("emails/mail.txt", context).strip() + "\n",
        render_to_string("emails/mail.html", context),
    )


class _Part:
    """A paragraph; the office's own words stand apart from what the template says."""

    def __init__(self, part: BraceTemplate, values: Mapping[str, str]) -> None:
        self.text = part.substitute(values)
        self.is_quote = part.template == "{pesan}"

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


def _own(sender: Sender) -> dict[str, str]:
    return {"kota": sender.city, "layanan": sender.title}


def _listed(context: Mapping[str, object]) -> dict[str, str]:
    """Figures and lists as text: a list has a line for each of its entries."""
    return {
        name: "\n".join(f"- {entry}" for entry in value) if isinstance(value, list) else str(value)
        for name, value in context.items()
    }


def _of_report(mail: Mail, entry: Mapping[str, str]) -> dict[str, str]:
    """What the placeholders of a text stand for; `entry` holds the details of the audit entry that caused the mail."""
    report = present(mail.report)
    values = {"nomor": report.number, "jenis": Kind(mail.kind).label.lower(), "laporan_utama": _survivor(report)}
    if mail.recipient == Mail.Recipient.FOLLOWER:
        values["laporan_anda"] = present(mail.via).number
    if mail.event == "transfer":
        values["tujuan"] = entry.get("city", "")
    if mail.recipient != Mail.Recipient.REPORTER:
        return values
    return values | {
        "pesan": _words(mail),
        "alasan": in_language(report.rejection_reason.sentence) if report.rejection_reason else "",
        "opd": report.unit.short_name if report.unit else _("petugas"),
        "batas": local_date(_due(mail)),
        "tujuan": entry.get("agency") or entry.get("city", ""),
    }


def _goes_on(mail: Mail, entry: Mapping[str, str]) -> str:
    """The address of the other city that a mail's report went to, for those who only follow it; "" when it went
    nowhere. The reporter's own page leads there by itself."""
    if mail.event != "transfer" or mail.recipient == Mail.Recipient.REPORTER:
        return ""
    domain = Domain.objects.filter(tenant__schema_name=entry.get("to"), is_primary=True).first()
    return sites.address(domain.domain) if domain else ""


def _due(mail: Mail) -> datetime | None:
    """The day the text speaks of: of a question, until when the reporter has time; else the next one of the office."""
    if mail.event != "ask":
        return present(mail.report).next_due_at
    limits = present(mail.report).deadlines.filter(party=Party.REPORTER, outcome="open").order_by("due_at")
    return limits.values_list("due_at", flat=True).first()


def _survivor(report: Report) -> str:
    """The report that took this one up, if everybody may know of it. No query when there is none."""
    if not report.merged_into:
        return ""
    is_public = Report.objects.filter(number=report.merged_into, visibility=Visibility.PUBLIC).exists()
    return _("laporan {number}").format(number=report.merged_into) if is_public else _("laporan lain itu")


def _words(mail: Mail) -> str:
    """What the office wrote with the action: the answer, the question, the note."""
    if mail.event == "reject":
        return present(mail.report).rejection_note
    rows = (FollowUp.objects, Message.objects.filter(from_reporter=mail.event == "record_reply"))
    found = (
        row.filter(report=mail.report, seq=present(mail.seq)).values_list("text", flat=True).first() for row in rows
    )
    return next((text for text in found if text), "")


def _frame_of_citizen(recipient: str, report: Report, sender: Sender, goes_on: str = "") -> dict[str, object]:
    is_reporter = recipient == Mail.Recipient.REPORTER
    supports = _("Anda menerima surel ini karena mendukung laporan ini.")
    may_stop = _("Anda menerima surel ini karena mendukung laporan ini. Di halamannya Anda dapat berhenti mendukung.")
    return {
        "sender": sender,
        "url": f"{sender.url}/lacak/?nomor={report.number}"
        if is_reporter
        else f"{goes_on or sender.url}/laporan/{report.number}/",
        "link": _("Buka laporan {number}").format(number=report.number),
        "why": {
            Mail.Recipient.REPORTER: _("Anda menerima surel ini karena membuat laporan ini."),
            Mail.Recipient.SUPPORTER: supports if goes_on else may_stop,
            Mail.Recipient.FOLLOWER: _("Anda menerima surel ini karena laporan Anda digabung dengan laporan ini."),
        }[Mail.Recipient(recipient)],
        "may_reply": is_reporter and settings.MAIL_REPLIES,
    }


def _frame_of_staff(sender: Sender) -> dict[str, object]:
    return {
        "sender": sender,
        "url": f"{sender.url}/petugas/",
        "link": _("Buka meja kerja"),
        "why": _("Anda menerima surel ini sebagai petugas."),
        "may_reply": False,
    }


def _invented(kind: str) -> dict[str, str]:
    number = "3671-26-000123-L"
    return {
        "nomor": number,
        "jenis": Kind(kind or Kind.COMPLAINT).label.lower(),
        "pesan": _("Lampu di depan pasar sudah diganti hari Selasa pagi.\nFoto sesudahnya ada di halaman laporan."),
        "alasan": _("Keterangannya kurang jelas untuk ditangani."),
        "opd": "Dishub",
        "batas": _("Kamis, 26 Maret 2026"),
        "tujuan": _("PLN UP3 Cikokol"),
        "laporan_utama": _("laporan {number}").format(number="3671-26-000098-H"),
        "laporan_anda": "3671-26-000077-K",
        "jumlah": "2",
        "daftar": "- 3671-26-000123-L\n- 3671-26-000098-H",
        "jumlah_hari_ini": "1",
        "orang": "Siti Aminah",
        "peran": "Koordinator",
        "oleh": "Rina Marlina",
        "daftar_hari_ini": "- 3671-26-000077-K",
    }
