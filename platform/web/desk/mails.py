"""The office's mails: the texts, which the city's admin may put in the city's own words, and the delivery log.

The log shows neither names nor addresses. An admin sees of which report a mail is only if he or she may see reports.
"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.roles import Role
from core.casework import queries
from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from core.notifications import log, mail_templates, rendering
from core.notifications.models import Mail, MailText
from core.notifications.texts import EVENTS, LANGUAGES, Text
from core.reports.kinds import Kind
from tenants.lazy_text import Promise
from web.accounts.access import staff_required
from web.desk import pages, shown
from web.desk.shell import page
from web.html.forms import PlainForm
from web.site.requests import StaffRequest

# What the address says for a text of every kind of report.
EVERY_KIND = "semua"
_GROUPS = {
    Mail.Recipient.REPORTER: gettext_lazy("Kepada pelapor"),
    Mail.Recipient.SUPPORTER: gettext_lazy("Kepada pendukung laporan publik"),
    Mail.Recipient.FOLLOWER: gettext_lazy("Kepada pelapor yang laporannya digabung"),
    Mail.Recipient.STAFF: gettext_lazy("Kepada petugas"),
}
_LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


class TextForm(PlainForm):
    """A text to edit. It draws the fields; what they may hold is checked by `core.notifications.mail_templates`."""

    subject = forms.CharField(label=gettext_lazy("Judul surel"), required=False)
    body = forms.CharField(
        label=gettext_lazy("Isi surel"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Pisahkan alinea dengan baris kosong. Tautan dan nama kota ditambahkan sendiri."),
        widget=forms.Textarea({"rows": 12}),
    )


def _admin_only(request: StaffRequest) -> None:
    if not request.actor.has(Role.ADMIN):
        raise Forbidden()


@staff_required
@require_safe
def texts(request: StaffRequest) -> HttpResponse:
    """Every mail there is, with who has last changed its text."""
    _admin_only(request)
    own = mail_templates.own_texts()
    groups: list[pages.MailGroup] = [
        {
            "title": title,
            "rows": [_row(name, own) for name in EVENTS if mail_templates.recipient_of(name) == recipient],
        }
        for recipient, title in _GROUPS.items()
    ]
    context: pages.MailTextsPage = {"groups": groups}
    return page(request, "mail_texts", context)


def _row(name: str, own: dict[tuple[str, str, str], MailText]) -> pages.MailRow:
    changed = [row for (event, _kind, _language), row in own.items() if event == name]
    return {
        "title": EVENTS[name].title,
        "url": reverse("desk_mail_text", args=[name, "id", EVERY_KIND]),
        "changed": max(changed, key=lambda row: row.edited_at, default=None),
        "count": len(changed),
    }


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: StaffRequest, name: str, language: str, kind: str) -> HttpResponse:
    """One text: read it, try it out on an invented report, keep it, or go back to the built-in one."""
    _admin_only(request)
    place = mail_templates.place(name, "" if kind == EVERY_KIND else kind, language)
    if request.method != "POST":
        now = mail_templates.current(name, place[1], language)
        return _text_page(request, place, TextForm(initial=vars(now)), now)
    asked = request.POST.get("do", "")
    if asked == "reset":
        mail_templates.reset(*place)
        messages.success(request, _("Teks ini kembali ke bawaan."))
        return redirect("desk_mail_text", name, language, kind)
    return _try(request, place, TextForm(request.POST), keeps=asked != "preview")


def _try(request: StaffRequest, place: tuple[str, str, str], form: TextForm, *, keeps: bool) -> HttpResponse:
    try:
        if keeps:
            mail_templates.keep(*place, **form.values(), by=request.user, at=timezone.now())
            messages.success(request, _("Teks surel disimpan dan dipakai mulai sekarang."))
            return redirect(request.path)
        tried_out = mail_templates.check(place[0], **form.values())
    except Invalid as invalid:
        form.refuse(invalid)
        return _text_page(request, place, form, None, status=400)
    return _text_page(request, place, form, tried_out)


def _text_page(
    request: StaffRequest, place: tuple[str, str, str], form: TextForm, tried_out: Text | None, status: int = 200
) -> HttpResponse:
    name, kind, language = place
    sender = rendering.sender_of(request.tenant)
    example = rendering.example(name, kind, language, tried_out, sender) if tried_out else None
    if request.headers.get("HX-Request") == "true":  # while somebody types: the example alone, or what is wrong
        return render(request, "desk/mail_example.html", {"example": example, "form": form, "language": language})
    context: pages.MailTextPage = {
        "title": EVENTS[name].title,
        "form": form,
        "example": example,
        "language": language,
        "placeholders": EVENTS[name].in_body,
        "own": mail_templates.own_texts().get(place),
        "languages": [_choice(name, code, kind, _LANGUAGE_NAMES[code], code == language) for code in LANGUAGES],
        "kinds": _kinds(name, language, kind) if EVENTS[name].is_of_report else [],
    }
    return page(request, "mail_text", context, status)


def _kinds(name: str, language: str, chosen: str) -> list[shown.Choice]:
    every = _choice(name, language, "", _("Semua jenis"), not chosen)
    return [every, *(_choice(name, language, kind, kind.label, kind == chosen) for kind in Kind)]


def _choice(name: str, language: str, kind: str, label: str | Promise, is_current: bool) -> shown.Choice:
    url = reverse("desk_mail_text", args=[name, language, kind or EVERY_KIND])
    return {"url": url, "label": label, "is_current": is_current}


@staff_required
@require_safe
def sent(request: StaffRequest) -> HttpResponse:
    """The delivery log, the newest first."""
    _admin_only(request)
    chosen, before = request.GET.get("tampil", "semua"), request.GET.get("sebelum", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 19):
        raise NotFound()
    rows, following = log.page(chosen, before=int(before) if before else None)
    context: pages.MailSentPage = {
        "rows": rows,
        "filters": [
            {"url": f"{request.path}?tampil={name}", "label": label, "is_current": name == chosen}
            for name, (label, _statuses) in log.FILTERS.items()
        ],
        "sees_reports": request.actor.sees_every_report,
        "next_url": f"{request.path}?tampil={chosen}&sebelum={following}" if following else "",
        "first_url": f"{request.path}?tampil={chosen}" if before else "",
    }
    return page(request, "mail_sent", context)


@staff_required
@require_POST
def resend(request: StaffRequest, pk: int) -> HttpResponse:
    """Send one mail again: for the admin from the log, for a coordinator from the report's page."""
    actor = request.actor
    if not actor.has(Role.ADMIN) and not actor.has(Role.COORDINATOR):
        raise Forbidden()
    of_reports = None if actor.has(Role.ADMIN) else Mail.objects.filter(report__in=queries.visible_to(actor))
    try:
        mail = log.resend(pk, timezone.now(), mails=of_reports)
    except Conflict as refused:
        messages.error(request, refused.message)
        return redirect(_back(request))
    messages.success(request, _("Surel dikirim lagi dalam beberapa saat."))
    return redirect(_back(request, mail))


def _back(request: StaffRequest, mail: Mail | None = None) -> str:
    """Where the button was pressed: at the report, or in the log."""
    number = request.POST.get("number", "")
    if mail and mail.report and number == mail.report.number and request.actor.sees_every_report:
        return reverse("desk_report", args=[number]) + "#surel"
    return reverse("desk_mails_sent") if request.actor.has(Role.ADMIN) else reverse("desk_home")
