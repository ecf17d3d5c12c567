from django.urls import path

from web.province import city, files, ombudsman, operators, public

urlpatterns = [
    path("", public.home, name="province_home"),
    path("unduh/perbandingan.csv", files.comparison, name="province_file"),
    path("kota/<slug:slug>/", city.page, name="province_city"),
    path("kota/<slug:slug>/unduh.csv", city.file, name="province_city_file"),
    path("ombudsman/", ombudsman.overview, name="ombudsman"),
    path("ombudsman/lewat-batas/", ombudsman.overdue, name="ombudsman_overdue"),
    path("ombudsman/<slug:slug>/", ombudsman.one_city, name="ombudsman_city"),
    path("platform/", operators.home, name="platform"),
]
