"""The pages of staff's sign-in that are not allauth's as they are, and the page behind a one-time link."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp_views
from django.contrib.auth import login
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.base import ContextMixin

from core.accounts import invitations, one_time_codes
from core.accounts.allauth_internals import IgnoresPendingCode, record_authentication
from core.common.errors import NotFound
from core.common.present import present
from web.accounts.access import to_page
from web.accounts.forms import NewDeviceForm, NewPasswordForm
from web.accounts.sign_in_limits import TOO_MANY
from web.site.context import Site
from web.site.requests import TenantRequest


class _OwnSite(ContextMixin):
    """allauth puts its idea of a site into the context under the name ours has (`web.site.context`)."""

    def get_context_data(self, **kwargs: object) -> dict:
        context = super().get_context_data(**kwargs)
        context.pop("site", None)
        return context


class LoginView(IgnoresPendingCode, _OwnSite, allauth_views.LoginView):
    """Of staff."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 429 if form.has_error(NON_FIELD_ERRORS, TOO_MANY) else response.status_code
        return response


class CodeView(_OwnSite, mfa_views.AuthenticateView):
    pass


class NewDeviceView(totp_views.ActivateTOTPView):
    """Setting up the app. The code that proves it is used up as any other."""

    def form_valid(self, form: NewDeviceForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            device = Authenticator.objects.get(user=self.request.user.pk, type=Authenticator.Type.TOTP)
            one_time_codes.take(device, present(form.step))
        return response


@sensitive_post_parameters("password", "again")
@never_cache
def accept_invitation(request: TenantRequest, token: str) -> HttpResponse:
    """Behind a one-time link: choose a password, then set up the second factor. A wrong or used link gets 404."""
    try:
        user = invitations.find(token)
    except NotFound:
        return render(request, "account/invitation_invalid.html", status=404)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/invitation.html", {"form": form, "invited": user})
    _start_over(request, token, form.cleaned_data["password"])
    return to_page("mfa_activate_totp", Site(request.tenant).desk_url)


def _start_over(request: TenantRequest, token: str, password: str) -> None:
    """Set the password, forget a second factor of before (a lost phone is why links are sent again), and sign in."""
    with transaction.atomic():
        user = invitations.accept(token, password)
        user.authenticator_set.all().delete()
    login(request, user, backend="core.accounts.backends.ModelBackend")
    # The password was given a moment ago; setting up the second factor does not ask for it again.
    record_authentication(request, user, "password", username=user.username, reauthenticated=True)
