"""URLs of a city's host."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("web.citizen.urls")),
    path("", include("web.citizen.mine_urls")),
    path("kinerja/", include("web.performance.urls")),
    path("petugas/", include("web.desk.urls")),
    path("akun/", include("web.accounts.urls")),
    path("api/v1/", include("api.v1.urls")),
    *([path("dev/mail/", include("demo.urls"))] if settings.DEMO else []),
]

handler400 = "web.site.errors.bad_request"
handler403 = "web.site.errors.forbidden"
handler404 = "web.site.errors.not_found"
handler500 = "web.site.errors.server_error"
