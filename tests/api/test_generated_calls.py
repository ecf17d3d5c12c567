"""Calls made up from the OpenAPI documents, good and bad, against the real application: none is a fault of the server,
and every answer is as documented. The same calls each time, few of each kind."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.bodies import CITY_PATHS, HOST, PROVINCE, PROVINCE_PATHS

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
CSRF = "a" * 32
OF_CITY = [(path, method) for path, methods in CITY_PATHS.items() for method in methods]
WITH_NUMBER = [(path, method) for path, method in OF_CITY if "{number}" in path]
OF_PROVINCE = [(path, method) for path, methods in PROVINCE_PATHS.items() for method in methods]
few = settings(max_examples=20, suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.search


@pytest.fixture
def _connection_stays_open(db) -> Iterator[None]:
    """The application closes connections with a transaction left open at each request's end; a test's is one."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def operation(_connection_stays_open) -> Callable[[str, str, str], Any]:
    """An operation of the document of a host, bound to the application itself."""
    from config.wsgi import application

    def find(host: str, path: str, method: str):
        document = schemathesis.openapi.from_wsgi("/api/v1/schema/", application, headers={"Host": host})
        return document[path][method]

    return find


def try_out(operation, host: str, given_parts: dict[str, Any], **sent: Any) -> None:
    """A few calls that fit the document and a few that do not; of some operations every call fits."""
    modes = [GenerationMode.POSITIVE]
    if operation.body or operation.query or operation.headers:
        modes.append(GenerationMode.NEGATIVE)
    headers = {"Host": host, "Accept-Encoding": "identity", **sent.pop("headers", {})}
    for mode in modes:

        @few
        @given(case=operation.as_strategy(mode, **given_parts))
        def call(case) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS, **sent)

        call()


@pytest.mark.parametrize(("path", "method"), OF_CITY)
def test_strangers_at_a_city(operation, path: str, method: str) -> None:
    try_out(operation(HOST, path, method), HOST, {})


@pytest.mark.parametrize(("path", "method"), OF_PROVINCE)
def test_strangers_at_the_province(operation, path: str, method: str) -> None:
    try_out(operation(PROVINCE, path, method), PROVINCE, {})


@pytest.mark.parametrize(("path", "method"), [*WITH_NUMBER, ("/api/v1/desk/reports/", "get")])
def test_the_coordinator_with_a_report_that_exists(operation, cast, staff, path: str, method: str) -> None:
    number = cast.tangerang.file("verified").number
    session = staff(cast.tangerang, "siti").cookies["laksa_session"].value
    try_out(
        operation(HOST, path, method),
        HOST,
        {"path_parameters": {"number": number}},
        headers={"X-CSRFToken": CSRF},
        cookies={"laksa_session": session, "laksa_csrf": CSRF},
    )
