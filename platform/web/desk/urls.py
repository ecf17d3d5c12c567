from django.urls import path

from web.desk import letters, views

urlpatterns = [
    path("", views.home, name="desk_home"),
    path("antrean/<slug:queue>/", views.queue, name="desk_queue"),
    path("antrean/<slug:queue>/unduh.csv", views.export_queue, name="desk_export"),
    path("lapor/", views.file_report, name="desk_file"),
    path("pemberitahuan/", views.notices, name="desk_notices"),
    path("orang/", views.people, name="desk_people"),
    path("laporan/<str:number>/", views.report, name="desk_report"),
    path("laporan/<str:number>/identitas/", views.identity, name="desk_identity"),
    path("laporan/<str:number>/sekitar.json", views.neighbours, name="desk_neighbours"),
    path("laporan/<str:number>/surat/<slug:letter>.pdf", letters.letter, name="desk_letter"),
    path("laporan/<str:number>/<slug:action>/", views.act, name="desk_act"),
]
