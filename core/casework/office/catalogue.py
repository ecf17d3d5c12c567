"""Reasons for refusing a report, and which unit a category's reports usually go to."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.office.transaction import change_of_office, free_code, take_over
from core.catalogue.models import Category, RejectionReason, Unit
from core.common.errors import Invalid, checked
from core.common.rows import row_or_404, row_or_none
from core.common.text import check_line, check_text
from core.reports.models import Report

MOST_KEYWORDS = 60


def reason_of(code: str) -> RejectionReason:
    return row_or_404(RejectionReason.objects.all(), code=code)


def category_of(code: str) -> Category:
    return row_or_404(Category.objects.all(), code=code)


def add_reason(actor: Actor, *, name: Any, sentence: Any, at: datetime | None = None) -> RejectionReason:
    """A new reason at the end of the list, with the sentence reporters will read."""
    values = _values(name, sentence)
    with change_of_office(actor, at) as write:
        last = RejectionReason.objects.aggregate(last=Max("position"))["last"] or 0
        reason = RejectionReason.objects.create(
            code=free_code(RejectionReason, values["name"], "alasan"), position=last + 1, **values
        )
        write("add_reason", reason=reason.name, sentence=reason.sentence)
        return reason


def change_reason(
    code: str, actor: Actor, *, name: Any, sentence: Any, is_active: bool, at: datetime | None = None
) -> RejectionReason:
    """Rename a reason, offer it or not. Its sentence stays once somebody has been given it: it is the city's word."""
    values = {**_values(name, sentence), "is_active": bool(is_active)}
    with change_of_office(actor, at) as write:
        reason = reason_of(code)
        if reason.sentence != values["sentence"] and Report.objects.filter(rejection_reason=reason).exists():
            sentence_in_use = _("Kalimat ini sudah dikirim kepada pelapor, jadi tidak dapat diubah. Buat alasan baru.")
            raise Invalid.at("sentence", sentence_in_use, "told")
        others = RejectionReason.objects.filter(is_active=True).exclude(pk=reason.pk)
        if not values["is_active"] and not others.exists():
            raise Invalid.at("is_active", _("Paling sedikit satu alasan harus tersedia."))
        if changes := take_over(reason, values):
            write("change_reason", reason=reason.name, changes=changes)
        return reason


def change_category(code: str, actor: Actor, *, lead_unit: Any, keywords: Any, at: datetime | None = None) -> Category:
    """Which unit is proposed for a category's reports, and the words by which the form suggests it.

    `keywords`: words or phrases separated by commas or lines.
    """
    values = checked({"lead_unit": lambda: _unit(lead_unit), "keywords": lambda: _keywords(keywords)})
    with change_of_office(actor, at) as write:
        category = category_of(code)
        if changes := take_over(category, values):
            write("change_category", category=category.name, changes=changes)
        return category


def _unit(code: Any) -> Unit:
    found = row_or_none(Unit.objects.all(), code=code, is_active=True) if isinstance(code, str) else None
    if found is None:
        raise Invalid.at("lead_unit", _("Pilih OPD dari daftar."))
    return found


def _keywords(typed: Any) -> list[str]:
    text = check_text(typed, field="keywords", maximum=4000)
    words = list(dict.fromkeys(word.strip().lower() for word in text.replace("\n", ",").split(",") if word.strip()))
    if len(words) > MOST_KEYWORDS:
        raise Invalid.at("keywords", _("Paling banyak %(n)d kata.") % {"n": MOST_KEYWORDS})
    if any(len(word) > 40 for word in words):
        raise Invalid.at("keywords", _("Satu kata atau frasa paling panjang 40 huruf. Pisahkan dengan koma."))
    return words


def _values(name: Any, sentence: Any) -> dict[str, str]:
    return checked(
        {
            "name": lambda: check_line(name, field="name", minimum=3, maximum=120),
            "sentence": lambda: check_text(sentence, field="sentence", minimum=20, maximum=1000),
        }
    )
