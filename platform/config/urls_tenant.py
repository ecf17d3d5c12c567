"""URLs of a city's host."""

from django.conf import settings
from django.urls import include, path

from web import mail

urlpatterns = [
    path("", include("web.citizen.urls")),
    path("", include("web.citizen.mine_urls")),
    path("kinerja/", include("web.performance.urls")),
    path("petugas/", include("web.desk.urls")),
    path("akun/", include("web.account_urls")),
    path("api/v1/", include("api.v1.urls")),
    *([path("dev/mail/", mail.inbox, name="demo_mail")] if settings.DEMO else []),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"
