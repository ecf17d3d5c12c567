"""Reasons for refusing a report, and which unit a category's reports usually go to."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import Actor
from core.casework.office.transaction import change_of_office, differences
from core.catalogue.models import Category, RejectionReason, Unit
from core.common.errors import Invalid, NotFound, checked
from core.common.text import check_line, check_text
from core.reports.models import Report

MOST_KEYWORDS = 60


def reason_of(code: Any) -> RejectionReason:
    return _row(RejectionReason, code)


def category_of(code: Any) -> Category:
    return _row(Category, code)


def _row(model: type[Category] | type[RejectionReason], code: Any) -> Any:
    usable = isinstance(code, str) and "\x00" not in code
    found = model.objects.filter(code=code).first() if usable else None
    if found is None:
        raise NotFound()
    return found


def add_reason(actor: Actor, *, name: Any, sentence: Any, at: datetime | None = None) -> RejectionReason:
    """A new reason at the end of the list, with the sentence reporters will read."""
    values = _values(name, sentence)
    with change_of_office(actor, at) as write:
        last = RejectionReason.objects.aggregate(last=Max("position"))["last"] or 0
        reason = RejectionReason.objects.create(code=_free_code(values["name"]), position=last + 1, **values)
        write("add_reason", reason=reason.name, sentence=reason.sentence)
        return reason


def change_reason(
    code: str, actor: Actor, *, name: Any, sentence: Any, is_active: bool, at: datetime | None = None
) -> RejectionReason:
    """Rename a reason, offer it or not. Its sentence stays once somebody has been given it: it is the city's word."""
    values = {**_values(name, sentence), "is_active": bool(is_active)}
    with change_of_office(actor, at) as write:
        reason = reason_of(code)
        changes = differences(reason, values)
        if "sentence" in changes and Report.objects.filter(rejection_reason=reason).exists():
            sentence_in_use = _("Kalimat ini sudah dikirim kepada pelapor, jadi tidak dapat diubah. Buat alasan baru.")
            raise Invalid.at("sentence", sentence_in_use, "told")
        others = RejectionReason.objects.filter(is_active=True).exclude(pk=reason.pk)
        if not values["is_active"] and not others.exists():
            raise Invalid.at("is_active", _("Paling sedikit satu alasan harus tersedia."))
        if changes:
            for field, value in values.items():
                setattr(reason, field, value)
            reason.save(update_fields=list(values))
            write("change_reason", reason=reason.name, changes=changes)
        return reason


def change_category(code: str, actor: Actor, *, lead_unit: Any, keywords: Any, at: datetime | None = None) -> Category:
    """Which unit is proposed for a category's reports, and the words by which the form suggests it.

    `keywords`: words or phrases separated by commas or lines.
    """
    values = checked({"lead_unit": lambda: _unit(lead_unit), "keywords": lambda: _keywords(keywords)})
    with change_of_office(actor, at) as write:
        category = category_of(code)
        changes = differences(category, values)
        if changes:
            category.lead_unit, category.keywords = values["lead_unit"], values["keywords"]
            category.save(update_fields=["lead_unit", "keywords"])
            write("change_category", category=category.name, changes=changes)
        return category


def _unit(code: Any) -> Unit:
    usable = isinstance(code, str) and "\x00" not in code
    found = Unit.objects.filter(code=code, is_active=True).first() if usable else None
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


def _free_code(name: str) -> str:
    base = slugify(name)[:50] or "alasan"
    taken = set(RejectionReason.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := base if n == 1 else f"{base}-{n}") not in taken)
