"""Logs: one JSON line an event on standard output, or readable lines in a terminal. They hold no personal data.

A request's line names the route (`laporan/<number>/`), never the path, the query, the body or the address it came
from. Libraries put such things into their messages, so of a foreign message only the template and its numbers are
kept, and of an exception only its type, its place and what PostgreSQL names as broken. The text of an exception often
quotes what somebody typed.
"""

import logging
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from structlog.typing import EventDict, Processor, WrappedLogger

# Their lines repeat the request's line with its path (`Not Found: /lapor/x`); errors are kept.
_REPEATING = ("django.request", "django.server")
_WITHHELD = "…"
# Where PostgreSQL says which object or rule was broken, without the values.
_DATABASE_FACTS = ("constraint_name", "table_name", "column_name")


def configure(*, level: str | None = None) -> None:
    """Set up structlog and the standard library's logging, in place of what Django set up for itself."""
    if level is None:
        from django.conf import settings

        level = settings.LOG_LEVEL
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        describe_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[withhold_arguments, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer()],
        use_get_message=False,
        pass_foreign_args=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("django", *_REPEATING):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in _REPEATING:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.captureWarnings(True)


def _renderer() -> structlog.typing.Processor:
    if sys.stdout.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def withhold_arguments(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A foreign message as its template with numbers filled in and every other argument withheld."""
    source, arguments = event["_record"].name, event.pop("positional_args", None)
    if source.startswith("django.security"):
        event["event"] = "suspicious request"
    elif source == "py.warnings":
        event["event"] = "warning"
        event["at"] = str(arguments[0] if arguments else event["event"]).split(": ", 1)[0]  # file:line
    elif source.startswith("waitress") and " serving " in event["event"]:
        event["event"] = event["event"].split(" serving ")[0] + " serving"  # the path follows, as part of the template
    elif isinstance(arguments, tuple) and arguments:
        kept = tuple(argument if isinstance(argument, int | float) else _WITHHELD for argument in arguments)
        event["event"] = _filled(event["event"], kept)
    return event


def _filled(template: str, arguments: tuple[object, ...]) -> str:
    try:
        return template % arguments
    except (TypeError, ValueError):  # a withheld argument stood where a number was wanted
        return template


def describe_exception(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the types of the exception and its causes and by the lines it passed, without any text."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = list(_chain(error))
    return event


def described(error: BaseException) -> str:
    """An exception for keeping: types and places, without any text."""
    return "\n".join(" ".join([step["type"], *step["at"]]) for step in _chain(error))


def _chain(error: BaseException | None) -> Iterator[dict[str, Any]]:
    while error is not None:
        yield {"type": f"{type(error).__module__}.{type(error).__qualname__}", **_facts(error), "at": _places(error)}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _facts(error: BaseException) -> dict[str, str]:
    facts = {"sqlstate": getattr(error, "pgcode", None)}
    diagnostics = getattr(error, "diag", None)
    facts.update({name: getattr(diagnostics, name, None) for name in _DATABASE_FACTS})
    return {name: value for name, value in facts.items() if value}


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


class LoggingHandler(WSGIHandler):
    """Django's WSGI handler with one line a request: its id, method, route, status, milliseconds, number of statements
    sent to the database, tenant schema.

    Every other line of the request carries the id, too, and the answer tells it (X-Request-Id), so that somebody who
    met a fault can name it. The id says nothing about who asked.
    """

    def __init__(self) -> None:
        super().__init__()
        from web.site import metrics  # Django is set up by now

        self._count = metrics.count

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        started, statements, name = time.perf_counter(), Statements(), uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=name), connection.execute_wrapper(statements):
            response = super().get_response(request)
            match = request.resolver_match
            seconds = time.perf_counter() - started
            tenant = getattr(getattr(request, "tenant", None), "schema_name", None)
            self._count(request.path, tenant, response.status_code, seconds)
            structlog.get_logger("laksa.request").info(
                "request",
                method=request.method,
                route=match.route if match else None,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
                statements=statements.count,
                tenant=tenant,
            )
        response.headers["X-Request-Id"] = name
        return response


class Statements:
    """Counts what is sent to the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.count += 1
        return execute(sql, params, many, context)
