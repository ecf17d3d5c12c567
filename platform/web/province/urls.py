from django.urls import include, path

from web.province import breakdowns, city, data, front_page, integrity, listing, ombudsman, operators, seals

urlpatterns = [
    path("", front_page.home, name="province_home"),
    path("unduh/perbandingan.<slug:form>", front_page.file, name="province_file"),
    path("kota/<slug:slug>/", city.page, name="province_city"),
    path("kota/<slug:slug>/unduh.<slug:form>", city.file, name="province_city_file"),
    path("data/", data.index, name="data"),
    path("data/datapackage.json", data.package, name="data_package"),
    path("data/<slug:name>.<slug:form>", data.file, name="data_file"),
    path("segel/", seals.index, name="seals"),
    path("segel/terbaru.json", seals.index_json, name="seals_json"),
    path("segel/cara-memeriksa/", seals.how_to_check, name="seal_how"),
    path("segel/<slug:slug>/", seals.city, name="seals_city"),
    path("segel/<slug:slug>/riwayat.json", seals.city_json, name="seals_city_json"),
    path("segel/<slug:slug>/<str:day>.txt", seals.file, name="seal_file"),
    path("ombudsman/", ombudsman.overview, name="ombudsman"),
    path("ombudsman/unduh/perbandingan.<slug:form>", ombudsman.overview_file, name="ombudsman_file"),
    path("ombudsman/lewat-batas/", listing.overdue, name="ombudsman_overdue"),
    path("ombudsman/daftar/<slug:what>/", listing.numbers, name="ombudsman_list"),
    path("ombudsman/daftar/<slug:what>/unduh.<slug:form>", listing.file, name="ombudsman_list_file"),
    path("ombudsman/umur/", breakdowns.ages, name="ombudsman_ages"),
    path("ombudsman/umur/unduh.<slug:form>", breakdowns.ages_file, name="ombudsman_ages_file"),
    path("ombudsman/rincian/", breakdowns.page, name="ombudsman_breakdown"),
    path("ombudsman/rincian/<slug:table>.<slug:form>", breakdowns.file, name="ombudsman_breakdown_file"),
    path("ombudsman/keutuhan/", integrity.page, name="ombudsman_integrity"),
    path("ombudsman/", include("web.province.supervision.urls")),
    path("ombudsman/<slug:slug>/", ombudsman.one_city, name="ombudsman_city"),
    path("ombudsman/<slug:slug>/rincian/", breakdowns.page, name="ombudsman_city_breakdown"),
    path(
        "ombudsman/<slug:slug>/rincian/<slug:table>.<slug:form>",
        breakdowns.file,
        name="ombudsman_city_breakdown_file",
    ),
    path("platform/", operators.home, name="platform"),
    path("platform/", include("web.province.law.urls")),
]
