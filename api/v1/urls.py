"""The API of a city's host."""

from django.urls import path, re_path

from api.docs import Schema, docs
from api.v1.areas import Areas
from api.v1.attachments import Attachments
from api.v1.categories import Categories
from api.v1.desk.actions import ACTIONS, OPERATIONS, ReadIdentity
from api.v1.desk.letters import DeskLetter
from api.v1.desk.reports import DeskOneReport, DeskRelated, DeskReports
from api.v1.reports import Report, Reports, ReportTimeline
from api.v1.track import Rate, Reopen, Reply, Track, Withdraw
from api.views import Unknown

urlpatterns = [
    path("reports/", Reports.as_view(), name="api_reports"),
    path("reports/<str:number>/", Report.as_view(), name="api_report"),
    path("reports/<str:number>/timeline/", ReportTimeline.as_view(), name="api_timeline"),
    path("attachments/", Attachments.as_view(), name="api_attachments"),
    path("categories/", Categories.as_view(), name="api_categories"),
    path("areas/", Areas.as_view(), name="api_areas"),
    path("track/", Track.as_view(), name="api_track"),
    path("track/reply/", Reply.as_view(), name="api_reply"),
    path("track/withdraw/", Withdraw.as_view(), name="api_withdraw"),
    path("track/reopen/", Reopen.as_view(), name="api_reopen"),
    path("track/rate/", Rate.as_view(), name="api_rate"),
    path("desk/reports/", DeskReports.as_view(), name="api_desk_reports"),
    path("desk/reports/<str:number>/", DeskOneReport.as_view(), name="api_desk_report"),
    path("desk/reports/<str:number>/related/", DeskRelated.as_view(), name="api_desk_related"),
    path("desk/reports/<str:number>/identity/", ReadIdentity.as_view(), name="api_desk_identity"),
    path("desk/reports/<str:number>/letters/<slug:letter>/", DeskLetter.as_view(), name="api_desk_letter"),
    *(
        path(f"desk/reports/<str:number>/{name}/", view.as_view(), name=f"api_desk_{name}")
        for name, view in (ACTIONS | OPERATIONS).items()
    ),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", docs, name="api_docs"),
    re_path("", Unknown.as_view()),
]
