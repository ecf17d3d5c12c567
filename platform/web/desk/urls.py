from django.urls import path

from web.desk import letters, mails, ombudsman, views

urlpatterns = [
    path("", views.home, name="desk_home"),
    path("antrean/<slug:queue>/", views.queue, name="desk_queue"),
    path("antrean/<slug:queue>/unduh.csv", views.export_queue, name="desk_export"),
    path("lapor/", views.file_report, name="desk_file"),
    path("pemberitahuan/", views.notices, name="desk_notices"),
    path("orang/", views.people, name="desk_people"),
    path("surel/", mails.texts, name="desk_mail_texts"),
    path("surel/teks/<slug:name>/<slug:language>/<slug:kind>/", mails.text, name="desk_mail_text"),
    path("surel/terkirim/", mails.sent, name="desk_mails_sent"),
    path("surel/<int:pk>/kirim-lagi/", mails.resend, name="desk_mail_resend"),
    path("ombudsman/", ombudsman.index, name="desk_ombudsman"),
    path("ombudsman/<int:pk>/", ombudsman.one, name="desk_ombudsman_request"),
    path("ombudsman/pembacaan/", ombudsman.looked_into, name="desk_ombudsman_readings"),
    path("ombudsman/tanggapan/", ombudsman.own_statements, name="desk_statements"),
    path("ombudsman/tanggapan/<int:pk>/tarik/", ombudsman.withdraw_statement, name="desk_statement_withdraw"),
    path("laporan/<str:number>/", views.report, name="desk_report"),
    path("laporan/<str:number>/identitas/", views.identity, name="desk_identity"),
    path("laporan/<str:number>/sekitar.json", views.neighbours, name="desk_neighbours"),
    path("laporan/<str:number>/surat/<slug:letter>.pdf", letters.letter, name="desk_letter"),
    path("laporan/<str:number>/<slug:action>/", views.act, name="desk_act"),
]
