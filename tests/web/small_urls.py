"""The account pages and a few views that need what `web` promises: staff only, a refusal, a fault, a session."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from core.common.errors import Conflict, Forbidden, Invalid, NotFound
from web.accounts.access import staff_required


@staff_required
def desk(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"name": request.actor.label, "roles": sorted(request.actor.roles)})


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise {
        "absent": NotFound(),
        "forbidden": Forbidden(),
        "conflict": Conflict(message="Laporan ini sudah diteruskan."),
        "invalid": Invalid.at("text", "Tulis alasannya."),
    }[kind]


def fault(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


def remember(request: HttpRequest) -> HttpResponse:
    request.session["word"] = request.GET["word"]
    return HttpResponse("")


def recall(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.session.get("word", "nothing"))


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [
    path("akun/", include("web.accounts.urls")),
    path("petugas/", desk),
    path("ombudsman/", desk),
    path("tolak/<str:kind>/", refuse),
    path("api/tolak/<str:kind>/", refuse),
    path("rusak/", fault),
    path("api/rusak/", fault),
    path("ingat/", remember),
    path("baca/", recall),
    path("halaman/", page),
]

handler400 = "web.site.errors.bad_request"
handler403 = "web.site.errors.forbidden"
handler404 = "web.site.errors.not_found"
handler500 = "web.site.errors.server_error"
