"""Interfaces that their makers may change with any version: each is used in one module, and a change is told here.

When one of these tests fails after a version was raised: look into the module that wraps it, then into the bound in
`pyproject.toml`.
"""

import ast
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.views import LoginView
from django_tasks_db.models import DBTaskResult, get_date_max
from django_tenants.postgresql_backend.base import DatabaseWrapper

from core.accounts import allauth_internals as allauth

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("platform", "tenants", "core", "api")
# What is private, and the one module that may import it.
WRAPPED_IN = {
    "allauth.account.internal": "core/accounts/allauth_internals.py",
    "allauth.account.stages": "core/accounts/allauth_internals.py",
    "allauth.core.internal": "core/accounts/allauth_internals.py",
    "allauth.mfa.totp.internal": "core/accounts/allauth_internals.py",
    "allauth.mfa.webauthn.internal": "core/accounts/allauth_internals.py",
    "django_tasks_db": "tenants/jobs.py",
    "django_tenants.postgresql_backend": "tenants/backend/base.py",
}
# What each is called with, without its annotations.
CALLED_WITH: dict[Callable, str] = {
    LoginView._redirect_to_pending_stage: "self, request, stage",
    allauth.LoginByCodeStage: "controller, request, login",
    allauth.LoginCodeVerificationProcess: "stage",
    allauth.LoginStageController: "request, login",
    allauth.clear_login: "request",
    allauth.compare_user_code: "*, actual, expected",
    allauth.format_hotp_value: "value",
    allauth.get_authentication_records: "request, user",
    allauth.hotp_value: "secret, counter",
    allauth.perform_login: "request, login",
    allauth.perform_passwordless_login: "request, authenticator, login",
    allauth.record_authentication: "request, user, method, **extra_data",
    allauth.webauthn.WebAuthn.add: "user, name, credential",
    allauth.webauthn.begin_authentication: "user",
    allauth.webauthn.begin_registration: "user, passwordless",
    allauth.webauthn.complete_registration: "credential",
    allauth.webauthn.parse_registration_response: "response",
    allauth.yield_hotp_counters_from_time: "",
    get_date_max: "",
    DatabaseWrapper._handle_search_path: "self, cursor",
}


def parameters(function: Callable) -> str:
    bare = [
        each.replace(annotation=inspect.Parameter.empty, default=inspect.Parameter.empty)
        for each in inspect.signature(function).parameters.values()
    ]
    return str(inspect.Signature(bare))[1:-1]


@pytest.mark.parametrize("function", CALLED_WITH, ids=lambda function: function.__qualname__)
def test_what_is_private_is_called_as_it_is_written(function):
    assert parameters(function) == CALLED_WITH[function]


def test_the_columns_of_a_job_are_those_our_queue_reads():
    assert {field.name for field in DBTaskResult._meta.get_fields()} == {
        "id", "status", "enqueued_at", "started_at", "finished_at", "args_kwargs", "priority", "task_path",
        "worker_ids", "queue_name", "backend_name", "run_after", "return_value", "exception_class_path", "traceback",
    }  # fmt: skip


def imports(file: Path) -> set[str]:
    """The names of modules that a file imports, with what it takes from them."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def test_each_private_interface_is_used_in_one_module():
    # A migration repeats what the model's fields hold, those of `TenantMixin` too.
    files = [
        file
        for folder in PRODUCT
        for file in (ROOT / folder).rglob("*.py")
        if not {"node_modules", "migrations"} & set(file.parts)
    ]
    assert len(files) > 400
    used = {
        (private, str(file.relative_to(ROOT)))
        for file in files
        for name in imports(file)
        for private in WRAPPED_IN
        if name == private or name.startswith(f"{private}.")
    }
    assert used == set(WRAPPED_IN.items())
