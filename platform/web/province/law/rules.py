"""`/platform/batas-waktu/`: the legal deadlines; a change is a new one from a day to come."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.casework.office import national_law
from core.common.errors import Forbidden
from core.common.translate_data import in_language
from core.deadlines.labels import deadline_label
from tenants.law import interpretations
from tenants.law.models import DeadlineRule
from web.html.deadline_tables import rule_tables
from web.html.formats import short_date
from web.html.forms import Given, PlainForm, line, tried
from web.province.law.shell import law_reader_required, may_edit, page
from web.site.requests import StaffRequest


class RuleForm(PlainForm):
    limit = line(gettext_lazy("Lama yang baru (dalam hari)"), inputmode="numeric")
    valid_from = line(
        gettext_lazy("Berlaku mulai"),
        hint=gettext_lazy("Paling cepat besok. Laporan yang batasnya sudah mulai tetap memakai aturan lama."),
        type="date",
    )
    reading = Given(label=gettext_lazy("Bacaan naskahnya"), required=False, widget=forms.RadioSelect)
    basis = line(
        gettext_lazy("Dasar hukum dengan nomornya"), hint=gettext_lazy("Misalnya PermenPANRB Nomor 5 Tahun 2025.")
    )
    confirmed = Given(
        label=gettext_lazy("Sudah dicocokkan dengan naskah resmi"), required=False, widget=forms.CheckboxInput
    )

    @classmethod
    def of(cls, rule: DeadlineRule, data: Any = None) -> "RuleForm":
        """The deadline as it stands; the choice of a reading only where the words admit several."""
        now = interpretations.taken(rule)
        form = cls(data, initial={"limit": rule.limit, "reading": now["code"] if now else ""})
        if rule.readings:
            form.fields["reading"].widget.choices = [
                (reading["code"], in_language(reading["words"])) for reading in rule.readings
            ]
        else:
            del form.fields["reading"]
        return form


class WithdrawForm(PlainForm):
    basis = line(gettext_lazy("Mengapa dibatalkan, dengan nomor keputusannya"))


@law_reader_required
@require_safe
def rules(request: StaffRequest) -> HttpResponse:
    """The deadlines in force, those to come, and those of the past."""
    today, found = timezone.localdate(), list(DeadlineRule.objects.all())
    context = {
        "tables": rule_tables(today, found),
        "coming": rule_tables(rules=[rule for rule in found if rule.valid_from > today]),
        "past": rule_tables(rules=[rule for rule in found if rule.valid_to and rule.valid_to < today]),
    }
    return page(request, "rules", context)


@law_reader_required
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    """One deadline: what it says, and a form for its change."""
    found = national_law.rule(pk)
    form = RuleForm.of(found, request.POST if request.method == "POST" else None)
    if form.is_bound:
        if not may_edit(request):
            raise Forbidden()
        values = {
            **form.values("limit", "valid_from", "basis", "reading"),
            "confirmed": bool(request.POST.get("confirmed")),
        }
        new = tried(form, lambda: national_law.change_rule(pk, request.actor, **values))
        if new:
            sentence = _("Disimpan: %(n)d hari mulai %(day)s.") % {"n": new.limit, "day": short_date(new.valid_from)}
            messages.success(request, sentence)
            return redirect("law_rules")
    return _rule_page(request, found, form=form)


@law_reader_required
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    found, form = national_law.rule(pk), WithdrawForm(request.POST, auto_id="id_withdraw_%s")
    if tried(form, lambda: national_law.withdraw_rule(pk, request.actor, **form.values())) is None:
        return _rule_page(request, found, withdrawing=form)
    messages.success(request, _("Perubahan dibatalkan; batas sebelumnya tetap berlaku."))
    return redirect("law_rules")


def _rule_page(
    request: StaffRequest,
    found: DeadlineRule,
    *,
    form: RuleForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    faulty = withdrawing or form or PlainForm()
    context = {
        "rule": found,
        "label": deadline_label(found.code),
        "faulty": faulty,
        "form": form or RuleForm.of(found),
        "readings": [(reading["words"], interpretations.is_taken(found, reading)) for reading in found.readings],
        "withdrawing": withdrawing or WithdrawForm(auto_id="id_withdraw_%s"),
        "can_be_withdrawn": national_law.can_be_withdrawn(found, timezone.localdate()),
    }
    return page(request, "rule", context, faulty.status)
