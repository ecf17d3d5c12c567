from django.urls import path

from web.performance import views

urlpatterns = [
    path("", views.city, name="performance"),
    path("kecamatan/<str:code>/", views.district, name="performance_district"),
    path("unduh/<slug:name>.csv", views.file, name="performance_file"),
]
