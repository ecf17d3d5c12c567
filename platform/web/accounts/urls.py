"""Addresses under /akun/, on every host: those of allauth's views that staff need, and our own."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path

from web.accounts import views
from web.accounts.access import office_only
from web.site import language

urlpatterns = [
    path("masuk/", views.LoginView.as_view(), name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("konfirmasi/", office_only(account.reauthenticate), name="account_reauthenticate"),
    path("kata-sandi/", office_only(account.password_change), name="account_change_password"),
    path("tidak-aktif/", account.account_inactive, name="account_inactive"),
    path("keamanan/", office_only(mfa.index), name="mfa_index"),
    path("masuk/kode/", views.CodeView.as_view(), name="mfa_authenticate"),
    path("konfirmasi/kode/", office_only(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("autentikator/", office_only(views.NewDeviceView.as_view()), name="mfa_activate_totp"),
    path("autentikator/lepas/", office_only(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("kode-cadangan/", office_only(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "kode-cadangan/baru/", office_only(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "kode-cadangan/unduh/", office_only(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("undangan/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("bahasa/<str:code>/", language.choose, name="choose_language"),
]
