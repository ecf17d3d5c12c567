from django.urls import path

from web.province import ombudsman, public

urlpatterns = [
    path("", public.home, name="province_home"),
    path("ombudsman/", ombudsman.overview, name="ombudsman"),
    path("ombudsman/lewat-batas/", ombudsman.overdue, name="ombudsman_overdue"),
    path("ombudsman/<slug:slug>/", ombudsman.one_city, name="ombudsman_city"),
]
