"""What lies in deploy/ fits the code: every variable is explained, and the files agree with each other."""

import re

import pytest
import yaml

from config import cli, rate_limits
from core.common.rate_limits import DEFAULTS
from tests.support.databases import ROOT_DIR

DEPLOY = ROOT_DIR / "deploy"
NAME = r"(?:DATABASE_URL|LAKSA_[A-Z_]+[A-Z])"
# Set by the commands themselves, or only for the demo and the benchmark.
OF_COMMANDS = {"LAKSA_DATABASE_LOGIN", "LAKSA_DEMO", "LAKSA_BOUNDARIES", "LAKSA_LOAD"}


def _compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def _explained() -> set[str]:
    return set(re.findall(rf"^#?({NAME})=", (DEPLOY / "env.example").read_text(), re.M))


def _read_by_code() -> set[str]:
    """Names in quotes in the places that read the environment."""
    files = (ROOT_DIR / "platform" / "config").glob("*.py")
    found = {name for path in files for name in re.findall(rf'["\']({NAME})["\']', path.read_text())}
    return (found | {rate_limits.variable(name) for name in rate_limits.NAMES}) - OF_COMMANDS


def _read_by_deploy() -> set[str]:
    text = (DEPLOY / "compose.yaml").read_text()
    return set(re.findall(rf"\$\{{({NAME})", text))


def test_every_variable_is_explained_and_every_explained_one_is_read():
    assert _explained() == _read_by_code() | _read_by_deploy()


def test_what_is_shown_as_it_is_has_the_value_the_code_takes_anyway():
    text = (DEPLOY / "env.example").read_text()
    for name, limit in DEFAULTS.items():
        assert f"\n#{rate_limits.variable(name)}={limit.most}/{limit.seconds}\n" in text


def test_web_and_worker_never_see_the_owners_login():
    services = _compose()["services"]
    for name in ("web", "worker", "caddy"):
        service = services[name]
        assert not any("DATABASE_URL_FILE" in key and "APP" not in key for key in service.get("environment", {}))
        assert not {"database_url", "owner_password", "postgres_password"} & set(service.get("secrets", []))
    for name in ("migrate", "laksa"):
        assert services[name]["environment"]["DATABASE_URL_FILE"] == "/run/secrets/database_url"


def test_every_secret_and_volume_is_declared():
    compose = _compose()
    for service in compose["services"].values():
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        named = {volume.split(":")[0] for volume in service.get("volumes", []) if not volume.startswith(".")}
        assert named <= set(compose["volumes"])
        assert set(service["networks"]) <= set(compose["networks"])
    assert {secret["file"] for secret in compose["secrets"].values()} <= {
        f"./{path}" for path in re.findall(r"> (secrets/\w+)", (DEPLOY / "runbooks" / "install.md").read_text())
    }


def test_the_proxys_network_is_the_one_that_is_trusted():
    compose = _compose()
    [front] = compose["networks"]["front"]["ipam"]["config"]
    assert compose["services"]["web"]["environment"]["LAKSA_TRUSTED_PROXIES"] == front["subnet"]
    assert compose["networks"]["back"] == {"internal": True}
    assert compose["services"]["database"]["networks"] == ["back"]


def test_containers_of_laksa_can_change_nothing_but_their_data():
    for name in ("web", "worker", "migrate", "laksa"):
        service = _compose()["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


def test_the_caddyfile_asks_us_and_hides_the_question_from_outside():
    text = (DEPLOY / "Caddyfile").read_text()
    assert text.count("{") == text.count("}")
    assert "ask http://web:8000/tls-ask" in text
    assert re.search(r"@internal path /tls-ask\n\s*respond @internal 404", text)
    assert "reverse_proxy web:8000" in text


def test_the_image_is_built_from_the_locks_and_does_not_run_as_root():
    lines = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text()).splitlines()
    steps = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert {word for word, _rest in steps} <= known
    assert any("npm ci" in rest for _word, rest in steps)
    assert any("--require-hashes --requirement requirements.lock" in rest for _word, rest in steps)
    assert [rest for word, rest in steps if word == "USER"] == ["laksa"]
    for word, rest in steps:
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT_DIR / source).exists(), source


@pytest.mark.parametrize(
    "name", ["install", "upgrade", "backup-restore", "key-rotation", "tenant-lifecycle", "incident"]
)
def test_runbooks_lead_to_each_other_and_name_commands_that_exist(name: str):
    text = (DEPLOY / "runbooks" / f"{name}.md").read_text()
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (DEPLOY / "runbooks" / target).exists(), target
    commands = next(action for action in cli.parser()._actions if action.choices).choices
    for word in re.findall(r"(?:^|`)(?:docker compose run --rm )?laksa ([a-z]+)", text, re.M):
        assert word in commands, word
