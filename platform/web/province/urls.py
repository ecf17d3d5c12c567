from django.urls import include, path

from web.province import city, files, integrity, ombudsman, operators, public, seals

urlpatterns = [
    path("", public.home, name="province_home"),
    path("unduh/perbandingan.csv", files.comparison, name="province_file"),
    path("kota/<slug:slug>/", city.page, name="province_city"),
    path("kota/<slug:slug>/unduh.csv", city.file, name="province_city_file"),
    path("segel/", seals.index, name="seals"),
    path("segel/terbaru.json", seals.index_json, name="seals_json"),
    path("segel/cara-memeriksa/", seals.how_to_check, name="seal_how"),
    path("segel/<slug:slug>/", seals.city, name="seals_city"),
    path("segel/<slug:slug>/riwayat.json", seals.city_json, name="seals_city_json"),
    path("segel/<slug:slug>/<str:day>.txt", seals.file, name="seal_file"),
    path("ombudsman/", ombudsman.overview, name="ombudsman"),
    path("ombudsman/lewat-batas/", ombudsman.overdue, name="ombudsman_overdue"),
    path("ombudsman/keutuhan/", integrity.page, name="ombudsman_integrity"),
    path("ombudsman/", include("web.province.supervision.urls")),
    path("ombudsman/<slug:slug>/", ombudsman.one_city, name="ombudsman_city"),
    path("platform/", operators.home, name="platform"),
    path("platform/", include("web.province.law.urls")),
]
