"""What a reporter can do with a report besides reading it, by number and code and from an account alike.

Each is a form of its own, sent to the page it stands on with the name of its step, and one function of
`core.casework.actions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.actors import REPORTER
from core.casework import actions, queries
from core.common.errors import Conflict, Invalid
from core.common.idempotency import KEY_REUSED, once
from core.common.transactions import retried
from core.reports import drafts
from core.reports.kinds import IdentityLevel, Outcome, State
from core.reports.models import Report
from core.reports.workflow import available, operations
from tenants.lazy_text import Promise
from web.citizen import endings, stories
from web.citizen.forms import SCORES, CitizenForm, RateForm, ReopenForm, ReplyForm, StepForm, WithdrawForm
from web.files import pictures, uploads
from web.files.repeated_posts import body_digest

Key = actions.ByCode | actions.ByAccount
UNSATISFIED = (1, 2)

_FORMS: dict[str, type[StepForm]] = {form.step: form for form in (ReplyForm, WithdrawForm, ReopenForm, RateForm)}
_DONE: dict[str, Promise] = {
    ReplyForm.step: _("Keterangan Anda sudah kami terima."),
    WithdrawForm.step: _("Laporan Anda sudah dicabut."),
    ReopenForm.step: _("Laporan Anda dibuka lagi dan dilihat koordinator."),
    RateForm.step: _("Terima kasih. Penilaian Anda sudah kami terima."),
}
# Why a report takes a step no more.
_TOO_LATE: dict[str, Promise] = {
    WithdrawForm.step: _("Laporan ini sudah berakhir, jadi tidak dapat dicabut lagi."),
    ReopenForm.step: _("Yang dapat dibuka lagi hanya laporan yang sudah selesai. Muat ulang halaman ini."),
    RateForm.step: _("Yang dapat dinilai hanya laporan yang sudah selesai. Muat ulang halaman ini."),
}
_SENT_BEFORE: dict[str, Promise] = {ReplyForm.step: _("Jawaban Anda sudah pernah terkirim.")}
_SENT_BEFORE_OTHERWISE = _("Formulir ini sudah pernah terkirim. Kalau isinya memang lain, kirim sekali lagi.")
WRONG_STATE = "wrong_state"
_PHOTO_HINT = _(
    "Paling banyak %(count)d foto, masing-masing paling besar %(size)d MB. Data tempat di dalam foto dihapus."
)


def form_of(request: HttpRequest) -> tuple[StepForm, uploads.Photos]:
    """The form that was sent, with the photos it holds; an unknown step is taken for a word to the office."""
    form = _FORMS.get(request.POST.get("step", ""), ReplyForm)(request.POST)
    photos = uploads.receive(request)
    form.kept_photos = photos.kept
    return form, photos


def send(request: HttpRequest, key: Key, form: StepForm, photos: uploads.Photos) -> Promise:
    """Take the step once, however often the same form arrives; the sentence that says so. Conflict or Invalid."""
    once_key, digest = form.once_key, body_digest(request)

    def take() -> Promise:
        with transaction.atomic(), once(f"web:{form.step}", once_key, digest) as slot:
            if slot.answer is None:
                if photos.errors:
                    raise Invalid({uploads.FIELD: photos.errors})
                _ACTS[form.step](key, form, photos)
                slot.store(b"done")
        return _DONE[form.step]

    return retried(take)


def draft_of(form: StepForm, number: str) -> str:
    """How the browser calls what was typed for a step, so that it forgets it once it was sent."""
    return f"{form.step}-{number}"


def _reply(key: Key, form: StepForm, photos: uploads.Photos) -> Report:
    return actions.reply_by(key, text=form.typed("text"), attachments=photos.ids)


def _withdraw(key: Key, form: StepForm, _photos: uploads.Photos) -> Report:
    return actions.withdraw(key, text=form.typed("text"))


def _reopen(key: Key, form: StepForm, photos: uploads.Photos) -> Report:
    return actions.reopen(key, text=form.typed("text"), attachments=photos.ids)


def _rate(key: Key, form: StepForm, _photos: uploads.Photos) -> Report:
    return actions.rate(key, score=form.typed("score"), text=form.typed("text"))


_ACTS: dict[str, Callable[[Key, StepForm, uploads.Photos], Report]] = {
    ReplyForm.step: _reply,
    WithdrawForm.step: _withdraw,
    ReopenForm.step: _reopen,
    RateForm.step: _rate,
}


def refuse(form: StepForm, refusal: Conflict | Invalid) -> int:
    """Put a refusal into the form; the status that goes with it."""
    if isinstance(refusal, Invalid):
        form.refuse(refusal)
        return 400
    form.renew_key()
    sentence = refusal.message
    if refusal.code == KEY_REUSED:
        sentence = _SENT_BEFORE.get(form.step, _SENT_BEFORE_OTHERWISE)
    elif refusal.code == WRONG_STATE:
        sentence = _TOO_LATE.get(form.step, sentence)
    form.refuse(Invalid.at("", sentence))
    return 409


@dataclass(frozen=True)
class Steps:
    """The steps a report takes now, each with its form: the one that was refused as it was sent, else an empty one."""

    report: Report
    sent: StepForm | None
    now: datetime

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return frozenset((*available(REPORTER, self.report), *operations(REPORTER, self.report)))

    def _form(self, kind: type[StepForm]) -> StepForm:
        return self.sent if self.sent is not None and self.sent.step == kind.step else kind()

    @cached_property
    def answer(self) -> StepForm | None:
        """To what the office has asked."""
        return self._form(ReplyForm) if "reply" in self._allowed else None

    @cached_property
    def add(self) -> StepForm | None:
        """What nobody has asked for."""
        return self._form(ReplyForm) if "add_info" in self._allowed else None

    @cached_property
    def withdraw(self) -> StepForm | None:
        return self._form(WithdrawForm) if "withdraw" in self._allowed else None

    @cached_property
    def reopen(self) -> StepForm | None:
        return self._form(ReopenForm) if self.reopens_until and self.reopens_until >= self.now else None

    @cached_property
    def rate(self) -> StepForm | None:
        allowed = "rate" in self._allowed and not self.report.erased_at and self.report.score is None
        return self._form(RateForm) if allowed else None

    @cached_property
    def reopens_until(self) -> datetime | None:
        """The end of the time in which a closed report can be opened again; it may be over. One query, and only for
        such a report."""
        if "reopen" not in self._allowed or self.report.erased_at:
            return None
        return actions.reopens_until(self.report)

    @property
    def score_words(self) -> str:
        """How the reporter has rated the present end."""
        return str(dict(SCORES).get(str(self.report.score), ""))

    @property
    def is_unsatisfied(self) -> bool:
        """Whether the reporter was not content with the end, or the report was refused."""
        refused = self.report.outcome == Outcome.REFUSED or self.report.state == State.REJECTED
        return self.report.score in UNSATISFIED or (refused and self.report.outcome != Outcome.REFERRED)

    @property
    def has_reporter(self) -> bool:
        """Whether there is a named reporter, who could go to the Ombudsman in person (UU 37/2008, Art. 24)."""
        return self.report.identity_level != IdentityLevel.ANONYMOUS

    @cached_property
    def unsent(self) -> str:
        """What was written for a step that the report takes no more."""
        shown = (self.answer, self.add, self.withdraw, self.reopen, self.rate)
        return "" if self.sent is None or self.sent in shown else str(self.sent.typed("text") or "")

    @property
    def finished(self) -> list[str]:
        """The steps without a form: what was written for them on this device is not needed any more."""
        shown = {form.step for form in (self.answer, self.add, self.withdraw, self.reopen, self.rate) if form}
        return [step for step in _FORMS if step not in shown]

    @property
    def new_report_url(self) -> str:
        """The form of a new report about the same kind of thing. Nothing in it tells of this report."""
        given = {"kind": self.report.kind, "category": self.report.category.code, "area": self.report.area_code}
        return f"{reverse('report_form')}?{urlencode({name: value for name, value in given.items() if value})}"


def page_context(report: Report, sent: StepForm | None, write_url: str) -> dict[str, Any]:
    """The reporter's page of a report; `sent`: the step that was refused, `write_url` where they are sent."""
    return {
        "report": report,
        "story": stories.for_reporter(queries.reporter_story(report)),
        "form": sent,
        "steps": Steps(report, sent, timezone.now()),
        "ending": endings.for_reporter(report),
        "write_url": write_url,
        **photo_context(sent),
    }


def photo_context(form: CitizenForm | None) -> Mapping[str, Any]:
    """What the photo field of a form needs; `form`: the one that was sent, if any."""
    kept = form.kept_photos if form else ()
    limits = {"count": drafts.MAX_PHOTOS, "size": settings.PHOTO_MAX_BYTES // (1024 * 1024)}
    return {
        "kept_photos": [{"id": photo.pk, "url": pictures.photo_url(photo, "thumb", private=True)} for photo in kept],
        "photo_hint": str(_PHOTO_HINT) % limits,
        "photo_max_bytes": settings.PHOTO_MAX_BYTES,
        "max_photos": drafts.MAX_PHOTOS - len(kept),
    }
