"""What the Ombudsman asks of this city, who of it has looked, and what the city says to published figures."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.roles import Role
from core.casework.queries.requests import sees_requests
from core.casework.supervision import readings, requests, statements
from core.common.errors import Conflict, Forbidden, Invalid, Refused
from web.accounts.access import staff_required
from web.desk import pages, shown
from web.desk.shell import page
from web.html.forms import Given, PlainForm
from web.site.requests import StaffRequest

STATUS = {Invalid: 400, Forbidden: 403, Conflict: 409}


class AnswerForm(PlainForm):
    text = Given(label=gettext_lazy("Jawaban kepada Ombudsman"), widget=forms.Textarea({"rows": 8}))


class StatementForm(PlainForm):
    measure = Given(label=gettext_lazy("Angka"), widget=forms.Select)
    period = Given(label=gettext_lazy("Masa"), widget=forms.Select)
    text = Given(
        label=gettext_lazy("Tanggapan"),
        help_text=gettext_lazy("Tampil untuk umum di samping angka itu, dengan nama daerah. Tanpa data pribadi."),
        widget=forms.Textarea({"rows": 5}),
    )


@staff_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The Ombudsman's requests to this city, the newest first."""
    before = request.GET.get("sebelum", "")
    found = requests.received(request.actor, before=int(before[:18]) if before.isdecimal() else None)
    now = timezone.now()
    rows: list[pages.RequestRow] = [
        {"asked": one, "is_late": bool(one.state == "open" and one.due_at and one.due_at < now)} for one in found
    ]
    next_url = f"?sebelum={found[-1].pk}" if len(found) == requests.SHOWN else ""
    context: pages.RequestsPage = {"rows": rows, "next_url": next_url}
    return page(request, "ombudsman", context)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """One request, seen from now on; sent, the city's answer."""
    if request.method != "POST":
        return _request_page(request, pk, AnswerForm())
    form = AnswerForm(request.POST)
    try:
        requests.answer(request.actor, pk, **form.values())
    except Invalid as invalid:
        form.refuse(invalid)
        return _request_page(request, pk, form, refused=invalid)
    except (Conflict, Forbidden) as refused:
        return _request_page(request, pk, form, refused=refused)
    messages.success(request, _("Jawaban terkirim kepada Ombudsman."))
    return redirect("desk_ombudsman_request", pk)


def _request_page(request: StaffRequest, pk: int, form: AnswerForm, refused: Refused | None = None) -> HttpResponse:
    found = requests.open_received(request.actor, pk)
    context: pages.RequestPage = {
        "asked": found,
        "replies": list(found.replies.all()),
        "form": form if bool(request.actor.roles & requests.ANSWERS) and not found.is_closed else None,
        "refusal": refused.message if refused and not isinstance(refused, Invalid) else "",
        "unsent": form.values()["text"] if refused and found.is_closed else "",
    }
    return page(request, "ombudsman_request", context, STATUS.get(type(refused), 200))


@staff_required
@require_safe
def looked_into(request: StaffRequest) -> HttpResponse:
    """Who of the Ombudsman opened which report of this city."""
    if not sees_requests(request.actor):
        raise Forbidden()
    before = request.GET.get("sebelum", "")
    found = readings.looked_into(before=int(before[:18]) if before.isdecimal() else None)
    next_url = f"?sebelum={found[-1].pk}" if len(found) == readings.READINGS_SHOWN else ""
    context: pages.ReadingsPage = {"entries": found, "next_url": next_url}
    return page(request, "ombudsman_readings", context)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_statements(request: StaffRequest) -> HttpResponse:
    """What the city says to published figures; sent, one more."""
    if not sees_requests(request.actor):
        raise Forbidden()
    form = StatementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            statements.state(request.actor, **form.values())
        except Invalid as invalid:
            form.refuse(invalid)
            return _statements_page(request, form, STATUS[Invalid])
        messages.success(request, _("Tanggapan tampil di samping angka itu."))
        return redirect("desk_statements")
    return _statements_page(request, form)


def _statements_page(request: StaffRequest, form: StatementForm, status: int = 200) -> HttpResponse:
    form.fields["measure"].widget.choices = list(statements.MEASURES.items())
    form.fields["period"].widget.choices = list(statements.PERIODS.items())
    may_state = request.actor.has(Role.COORDINATOR)
    rows: list[shown.StatementRow] = [
        {
            "statement": found,
            "measure": statements.MEASURES.get(found.measure, found.measure),
            "period": statements.PERIODS.get(found.period, found.period),
        }
        for found in statements.own()
    ]
    context: pages.StatementsPage = {"rows": rows, "form": form if may_state else None}
    return page(request, "ombudsman_statements", context, status)


@staff_required
@require_POST
def withdraw_statement(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one back."""
    statements.withdraw(request.actor, pk)
    messages.success(request, _("Tanggapan ditarik."))
    return redirect("desk_statements")
