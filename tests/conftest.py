"""The server, the databases and the browser of a test session.

The first process of the session starts one temporary PostgreSQL server (see `tests.support.servers`). Each worker
process builds a database of its own there, once and only if a test asks for it: migrated, with the tenants Kota
Tangerang (t3671) and Kabupaten Lebak (t3602).

Ordinary tests use `db` and are rolled back: one transaction, in which several tenants are seated, so their connection
is that of `tenants.crossing`, which moves from seat to seat by SET ROLE. A test that must commit (threads, jobs,
migrations, a real server) uses `fresh_database` instead, never both; there each seat is a login of its own, as it is
in an installation.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import psycopg2
import pytest
from django.test.signals import setting_changed
from django.utils import translation
from psycopg2.extensions import make_dsn

from tenants import remembered
from tenants.seats import CROSSING
from tests.support import chromium, components, databases, machine, search, servers, sites
from tests.support.standing_clock import StandingClock, standing_clock

_stack = contextlib.ExitStack()
_label = pytest.StashKey[str]()


def _worker(config: pytest.Config) -> str:
    return getattr(config, "workerinput", {}).get("workerid", "main")


def _database_name(config: pytest.Config) -> str:
    return f"laksatest_{_worker(config)}"


def pytest_configure(config: pytest.Config) -> None:
    """Start the server, say in the environment where it is, and set Django up on it."""
    if config.option.help or config.option.version:
        return
    search.load_profile()
    if _worker(config) == "main":
        server = _stack.enter_context(servers.running(servers.chosen()))
        config.stash[_label] = server.label
        os.environ["LAKSA_TEST_SERVER"] = server.owner_dsn
        os.environ["LAKSA_TEST_FOLDER"] = _stack.enter_context(tempfile.TemporaryDirectory(prefix="laksa-files-"))
        if config.getoption("numprocesses", None):
            return  # the workers run the tests; what is set here they would inherit
    folder = Path(os.environ["LAKSA_TEST_FOLDER"], _worker(config))
    folder.mkdir()
    name = _database_name(config)
    os.environ.update(databases.environment(os.environ["LAKSA_TEST_SERVER"], name, folder))
    os.environ["LAKSA_DATABASE_LOGIN"] = "app"
    django.setup()
    from django.conf import settings

    settings.DATABASE_LOGIN = CROSSING


def pytest_unconfigure() -> None:
    _stack.close()


def pytest_report_header(config: pytest.Config) -> str:
    return f"server: {config.stash.get(_label, 'started by the first process')}"


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests() -> None:
    """Passwords cost little; pages need no collected static files, and no folder where these would lie."""
    from django.conf import settings

    # What a process remembers is not read again in the middle of a count of queries.
    remembered.clock = standing_clock
    settings.PASSWORD_HASHERS = ["tests.support.passwords.QuickHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Whoever has made an address of a static file by now holds on to the other storage.
    setting_changed.send(sender=None, setting="STORAGES", value=settings.STORAGES, enter=True)
    components.report_contexts()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing


@pytest.fixture
def clock() -> Iterator[StandingClock]:
    """What lets time pass for the memories of the process; after the test it is as early as before."""
    before = standing_clock.now
    yield standing_clock
    standing_clock.now = before
    remembered.forget_everything()


@pytest.fixture(autouse=True)
def _language_of_tests() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins in Indonesian again."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _answers_of_tests() -> Iterator[None]:
    """What a test has changed is rolled back, which no version of an answer tells; nor does a minute pass."""
    yield
    from core.casework.queries.figures import forget as forget_figures
    from core.common import remembered_answers

    remembered_answers.forget()
    forget_figures()


@pytest.fixture(scope="session")
def server_dsn() -> str:
    """How the owner logs in to the session's server, to the database `postgres`."""
    return os.environ["LAKSA_TEST_SERVER"]


@pytest.fixture(scope="session")
def database_name(request: pytest.FixtureRequest) -> str:
    """This worker's database, and the prefix of its roles."""
    return _database_name(request.config)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker, server_dsn: str, database_name: str
) -> Iterator[None]:
    """In place of pytest-django's: our own migration and provisioning, and no login of the owner's."""
    from django.conf import settings
    from django.db import connections

    with databases.built(server_dsn, database_name, settings.DATA_DIR):
        # Django would find this out with CREATE TABLE, which no seat may.
        connections["default"].features.supports_transactions = True
        yield
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture
def owner_sql(db: None, server_dsn: str, database_name: str) -> Iterator[psycopg2.extensions.cursor]:
    """A cursor of the owner for looking at what is committed (the test's own writes are not)."""
    with databases.owner_cursor(make_dsn(server_dsn, dbname=database_name)) as cursor:
        yield cursor


@pytest.fixture
def fresh_database(
    django_db_setup: None, django_db_blocker, server_dsn: str, database_name: str, tmp_path: Path
) -> Iterator[databases.FreshDatabase]:
    """A clone of the worker's database for one test, with the same role prefix; `default` points to it."""
    from django.conf import settings
    from django.db import connections

    from tenants.backend.pool import pool

    name = f"{database_name}_clone"
    default = connections["default"]
    with django_db_blocker.unblock():
        connections.close_all()
        with databases.cloned(server_dsn, database_name, name):
            variables = databases.environment(server_dsn, name, tmp_path, prefix=database_name)
            database = databases.FreshDatabase(name, variables)
            default.settings_dict["NAME"] = settings.APP_DATABASE["NAME"] = name
            settings.DATABASE_LOGIN = "app"
            try:
                yield database
            finally:
                connections.close_all()
                pool().close_idle()
                default.settings_dict["NAME"] = settings.APP_DATABASE["NAME"] = database_name
                settings.DATABASE_LOGIN = CROSSING
                database.close()


@pytest.fixture
def cast(request: pytest.FixtureRequest):
    """The people of `tests.support.cast`; committed where the test uses `fresh_database`, else rolled back."""
    request.getfixturevalue("fresh_database" if "fresh_database" in request.fixturenames else "db")
    from tests.support import cast

    cast.warm()
    return cast.make()


@pytest.fixture
def site(fresh_database: databases.FreshDatabase, settings, tmp_path: Path) -> Iterator[sites.Site]:
    """A real web server on the fresh database, its files in `tmp_path`."""
    settings.DATA_DIR = tmp_path
    with sites.serving(fresh_database.variables, tmp_path) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Chromium without a window. Without it, or without what Playwright needs, the tests that use it fail alone."""
    if missing := [name for name in machine.missing() if name in ("chromium", "libatomic1")]:
        pytest.fail(machine.sentence(missing), pytrace=False)
    from django.db import connections
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code. Beside such a loop
    # it also keeps other connections: none may stay open on the side that nobody sees.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connections.close_all()
    with sync_playwright() as playwright, contextlib.closing(chromium.launch(playwright)) as browser:
        yield browser
        connections.close_all()


@pytest.fixture
def page(browser) -> Iterator:
    """A page of a browser set to Indonesian and Jakarta; the test fails when a script on it does."""
    context = browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta")
    with contextlib.closing(context):
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        assert errors == []
