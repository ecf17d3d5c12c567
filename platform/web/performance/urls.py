from django.urls import path

from web.performance import pages

urlpatterns = [
    path("", pages.city, name="performance"),
    path("kecamatan/<str:code>/", pages.district, name="performance_district"),
    path("unduh/<slug:name>.csv", pages.file, name="performance_file"),
]
