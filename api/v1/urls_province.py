"""The API of the province's host."""

from django.urls import path, re_path

from api.docs import Schema, docs
from api.v1.oversight.figures import OversightFigures, OversightTenants
from api.v1.oversight.requests import CloseRequest, OneRequest, ReplyToRequest, Requests
from api.v1.tenants import Tenants
from api.views import Unknown

urlpatterns = [
    path("tenants/", Tenants.as_view(), name="api_tenants"),
    path("oversight/requests/", Requests.as_view(), name="api_oversight_requests"),
    path("oversight/requests/<int:pk>/", OneRequest.as_view(), name="api_oversight_request"),
    path("oversight/requests/<int:pk>/reply/", ReplyToRequest.as_view(), name="api_oversight_reply"),
    path("oversight/requests/<int:pk>/close/", CloseRequest.as_view(), name="api_oversight_close"),
    path("oversight/figures/", OversightFigures.as_view(), name="api_oversight_figures"),
    path("oversight/tenants/", OversightTenants.as_view(), name="api_oversight_tenants"),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", docs, name="api_docs"),
    re_path("", Unknown.as_view()),
]
