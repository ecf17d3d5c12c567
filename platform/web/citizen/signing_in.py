"""Citizens sign in with their e-mail address and a code sent to it; the first time, that makes the account.

Who has an account here is nobody's business: every address is answered alike, with the same mail, and only its
reader learns more. The code lives in the visitor's session (allauth), so one sent elsewhere opens nothing here.
"""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.accounts import citizens
from core.accounts.allauth_internals import (
    LoginByCodeStage,
    LoginCodeVerificationProcess,
    LoginStageController,
    perform_login,
    record_authentication,
)
from core.common import rate_limits
from core.common.errors import Invalid


class AddressForm(forms.Form):
    """The address the code goes to."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Kami mengirim kode sekali pakai ke alamat ini. Tidak perlu kata sandi."),
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}),
        error_messages={
            "required": _("Tulis alamat e-mail Anda."),
            "max_length": _("Alamat e-mail ini terlalu panjang."),
        },
    )

    def clean_email(self) -> str:
        try:
            return citizens.one_form(self.cleaned_data["email"])
        except Invalid as invalid:
            raise forms.ValidationError([str(sentence) for sentence in invalid.errors["email"]]) from invalid


class CodeForm(ConfirmLoginCodeForm):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Kode dari e-mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "form-code", "autofocus": True}
        ),
        error_messages={"required": _("Tulis kode dari e-mail."), "max_length": _("Kode berisi 8 angka.")},
    )


class CitizenCode(LoginCodeVerificationProcess):
    """allauth's sign-in by code, with one difference: the account is looked for, or made, once the code is right."""

    @classmethod
    def begin(cls, request: HttpRequest, email: str) -> None:
        """Send a code to an address and remember it in this session; an earlier code stops working."""
        login = Login(user=None, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email), initiated_by_user=True)
        process = cls(stage)
        process.send()
        process.persist()

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> "CitizenCode | None":
        return cls(stage).abort_if_invalid()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        context = {"code": self.generate_code(), "minutes": self.timeout // 60}
        get_adapter().send_mail("account/email/login_code", email, context)

    def finish(self, redirect_url: str | None) -> HttpResponse:
        user = citizens.open_account(self.state["email"])
        record_authentication(self.request, user, method="code")
        return perform_login(self.request, Login(user=user, redirect_url=redirect_url))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the address; send the code."""
    if request.user.is_authenticated and request.user.is_citizen:
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("my_reports"))
    if request.method != "POST" or request.user.is_authenticated:
        return _ask(request, AddressForm())
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, 400)
    email = form.cleaned_data["email"]
    try:
        rate_limits.spend("mails", request)
        rate_limits.spend_on("mailbox", email)
    except rate_limits.TooMany as refusal:
        form.add_error("email", _too_many(refusal))
        return _ask(request, form, 429)
    CitizenCode.begin(request, email)
    return HttpResponseRedirect(with_next(request, "citizen_code"))


def _too_many(refusal: rate_limits.TooMany) -> str:
    sentence = ngettext(
        "Sudah terlalu banyak kode diminta. Pakai kode dari e-mail terbaru, atau coba lagi dalam %(minutes)d menit.",
        "Sudah terlalu banyak kode diminta. Pakai kode dari e-mail terbaru, atau coba lagi dalam %(minutes)d menit.",
        refusal.minutes,
    )
    return sentence % {"minutes": refusal.minutes}


def _ask(request: HttpRequest, form: AddressForm, status: int = 200) -> HttpResponse:
    return render(request, "account/citizen_login.html", _context(request, form), status=status)


def _context(request: HttpRequest, form: forms.Form, **more: object) -> dict[str, object]:
    return {"form": form, "next_path": get_next_redirect_url(request) or "", **more}


def with_next(request: HttpRequest, name: str) -> str:
    """The address of a step of signing in, which still knows where the visitor wanted to go."""
    path = get_next_redirect_url(request)
    return f"{reverse(name)}?{urlencode({'next': path})}" if path else reverse(name)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent; the right one signs in. Three wrong ones, or a late one: begin again."""
    stage = None if request.user.is_authenticated else LoginStageController.enter(request, LoginByCodeStage.key)
    process = CitizenCode.resume(stage) if stage else None
    if process is None:
        return HttpResponseRedirect(with_next(request, "citizen_login"))
    form = CodeForm(request.POST if request.method == "POST" else None, code=process.code)
    if form.is_valid():
        # A reader of the mail has not asked for too much.
        rate_limits.give_back("mails", request)
        return process.finish(get_next_redirect_url(request))
    if form.is_bound and not process.record_invalid_attempt():
        messages.error(request, _("Kode salah tiga kali. Minta kode baru."))
        return HttpResponseRedirect(with_next(request, "citizen_login"))
    context = _context(request, form, email=process.state["email"], minutes=process.timeout // 60)
    return render(request, "account/citizen_code.html", context, status=400 if form.is_bound else 200)
