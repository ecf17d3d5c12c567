"""URLs of the province's host."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("web.province.urls")),
    path("akun/", include("web.accounts.urls")),
    path("api/v1/", include("api.v1.urls_province")),
    *([path("dev/mail/", include("demo.urls"))] if settings.DEMO else []),
]

handler400 = "web.site.errors.bad_request"
handler403 = "web.site.errors.forbidden"
handler404 = "web.site.errors.not_found"
handler500 = "web.site.errors.server_error"
