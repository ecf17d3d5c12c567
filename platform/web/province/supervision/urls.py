from django.urls import path

from web.province.supervision import cases, people, readings, requests

urlpatterns = [
    path("laporan/", readings.find, name="supervision_find"),
    path("laporan/<str:number>/", readings.report, name="supervision_report"),
    path("permintaan/", requests.index, name="supervision_requests"),
    path("permintaan/baru/", requests.new, name="supervision_request_new"),
    path("permintaan/<int:pk>/", requests.one, name="supervision_request"),
    path("permintaan/<int:pk>/surat.pdf", requests.letter, name="supervision_letter"),
    path("permintaan/<int:pk>/balas/", requests.reply, name="supervision_reply"),
    path("permintaan/<int:pk>/tutup/", requests.close, name="supervision_close"),
    path("perkara/", cases.index, name="supervision_cases"),
    path("perkara/<int:pk>/", cases.one, name="supervision_case"),
    path("perkara/<int:pk>/orang/", cases.assign, name="supervision_assign"),
    path("perkara/<int:pk>/tutup/", cases.close, name="supervision_case_close"),
    path("pembacaan/", readings.log, name="supervision_readings"),
    path("orang/", people.index, name="supervision_people"),
    path("orang/<int:pk>/", people.change, name="supervision_person"),
]
