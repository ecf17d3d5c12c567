"""The API of the province's host."""

from django.urls import path, re_path

from api.docs import Schema, docs
from api.v1.tenants import Tenants
from api.views import Unknown

urlpatterns = [
    path("tenants/", Tenants.as_view(), name="api_tenants"),
    path("schema/", Schema.as_view(), name="api_schema"),
    path("docs/", docs, name="api_docs"),
    re_path("", Unknown.as_view()),
]
