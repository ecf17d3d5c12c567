"""The citizen's pages of a city's host."""

from django.urls import path

from web.citizen import (
    home,
    lists,
    places,
    privacy,
    public_report,
    reporting,
    similar_reports,
    supporting,
    tracking,
)
from web.files import pictures

urlpatterns = [
    path("", home.home, name="home"),
    path("lapor/", reporting.report, name="report_form"),
    path("lapor/tempat/", places.check_pin, name="check_pin"),
    path("lapor/serupa/", similar_reports.similar_reports, name="similar_reports"),
    path("peta/", lists.public_map, name="public_map"),
    path("peta/laporan.json", lists.map_points, name="map_points"),
    path("peta/batas/<int:level>.json", places.outlines, name="outlines"),
    path("laporan/", lists.public_list, name="public_list"),
    path("laporan/<str:number>/", public_report.public_report, name="public_report"),
    path("laporan/<str:number>/dukung/", supporting.support, name="support_report"),
    path("lacak/", tracking.track, name="track"),
    path("lacak/laporan/", tracking.tracked_report, name="tracked_report"),
    path("lacak/tanda-terima/", tracking.receipt, name="receipt"),
    path("lacak/surat/<slug:letter>.pdf", tracking.tracked_letter, name="tracked_letter"),
    path("lacak/tutup/", tracking.leave, name="leave_report"),
    path("privasi/", privacy.privacy, name="privacy"),
    path("berkas/<str:token>/", pictures.photo, name="photo"),
]
