"""The command `laksa`: reads the command line, prepares the environment, calls the function that does the work.

Each command says who it logs in to the database as: `serve`, `worker` and `mail receive` as each seat they take, the
rest as the owner. Django is loaded only after the environment is complete.
"""

import argparse
import contextlib
import errno
import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import bootstrap, ports
from config.clusters import ClusterError
from config.progress import Bar
from config.terminal import foreground

Arguments = argparse.Namespace
# The status to exit with; None is success, as 0 is.
Command = Callable[[Arguments], int | None]

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def say(text: object = "") -> None:
    sys.stdout.write(f"{text}\n")


def _load_django() -> None:
    import django

    from config import logs

    django.setup()
    logs.configure()


def _refuse_foreign_keys() -> None:
    """ImproperlyConfigured where the data keys are another installation's. A database that cannot be asked just now
    says nothing about keys: web server and worker wait for it, and `/readyz` asks again."""
    from django.db import Error, connections

    from core.common.data_keys import keys_fault

    try:
        fault = keys_fault()
    except Error:
        fault = ""
    finally:
        connections.close_all()
    if fault:
        raise ImproperlyConfigured(fault)


def serve(arguments: Arguments) -> int:
    from config import serve

    _refuse_foreign_keys()
    return serve.run()


def worker(arguments: Arguments) -> None:
    _refuse_foreign_keys()
    from config import worker

    worker.run()


def demo(arguments: Arguments) -> int:
    """Until Ctrl+C, which is its ordinary end."""
    if sentence := ports.of_environment():
        sys.stderr.write(f"laksa: {sentence}\n")
        return 1
    with foreground(), contextlib.suppress(KeyboardInterrupt), bootstrap.environment("owner", demo=True):
        _load_django()
        _demo_package().run()
    return 0


def demo_code(arguments: Arguments) -> None:
    with bootstrap.environment("owner", demo=True):
        _load_django()
        say(_demo_package().code(arguments.user))


def _demo_package() -> ModuleType:
    """The demo, which is no part of the shipped product; StartError where only that is installed."""
    if importlib.util.find_spec("demo") is None:
        raise bootstrap.StartError("The demo is not part of an installed Laksa: run `make demo` in its source folder.")
    return importlib.import_module("demo")


def migrate(arguments: Arguments) -> int:
    from tenants import migration

    with Bar("migrate") as bar:
        results = migration.migrate(progress=bar)
    for result in results:
        say(f"{result.schema:<8} {result.outcome:<9} {result.seconds:6.1f} s  {result.error}".rstrip())
    failed = [result.schema for result in results if result.outcome == "failed"]
    if failed:
        say(f"Failed: {', '.join(failed)}. What failed stays closed, the others are done and open.")
        say("After mending the cause, run `laksa migrate` again.")
    return 1 if failed and not arguments.keep_going else 0


def tenant_create(arguments: Arguments) -> None:
    from tenants import provisioning

    options = {name: getattr(arguments, name) for name in ("slug", "time_zone", "admin_username", "admin_email")}
    given = {name: value for name, value in options.items() if value is not None}
    made = provisioning.create_tenant(arguments.code, **given)
    say(f"{made.tenant.code} {made.tenant.name} ({made.tenant.schema_name}, {made.tenant.slug}) is made.")
    for name, note in made.notes.items():
        say(f"{name}: {note}")


def tenant_list(arguments: Arguments) -> None:
    from tenants.models import Tenant

    for tenant in Tenant.objects.order_by("code"):
        state = "disabled" if not tenant.is_enabled else "behind" if tenant.is_behind else "enabled"
        say(f"{tenant.code:<6} {tenant.schema_name:<7} {state:<9} {tenant.slug:<24} {tenant.name}")


def tenant_set_enabled(arguments: Arguments) -> None:
    from tenants import provisioning

    tenant = provisioning.set_enabled(arguments.code, arguments.enabled)
    say(f"{tenant.code} {tenant.name} is {'enabled' if tenant.is_enabled else 'disabled'}.")


def tenant_set_time_zone(arguments: Arguments) -> None:
    from config import time_zone_change

    for sentence in time_zone_change.to_zone(arguments.code, arguments.time_zone):
        say(sentence)


def areas_import(arguments: Arguments) -> None:
    from tenants.areas import importing

    with Bar("areas") as bar:
        result = importing.import_file(arguments.file, progress=bar)
    for sentence in (*result.skipped, *result.repaired):
        say(sentence)
    levels = ", ".join(f"level {level}: {count}" for level, count in sorted(result.counts.items()))
    say(f"Boundaries written: {levels or 'none'}.")


def audit_verify(arguments: Arguments) -> int:
    from config import auditing
    from core.casework.verification import UnknownTenant

    try:
        with Bar("audit") as bar:
            problems = auditing.verify(arguments.tenant, progress=bar)
    except UnknownTenant as unknown:
        sys.stderr.write(f"laksa: {unknown}\n")
        return 2
    for problem in problems:
        say(problem)
    say(f"{len(problems)} problems." if problems else "Every chain is whole and fits its report.")
    return 1 if problems else 0


def figures_rebuild(arguments: Arguments) -> None:
    from oversight import compacting

    with Bar("figures") as bar:
        tallies = compacting.rebuild(progress=bar)
    say(f"{tallies} tallies made anew from the facts.")


def check(arguments: Arguments) -> int:
    from config import key_rotation
    from tenants import checks
    from web.site import readiness

    problems = checks.run()
    problems += [f"The files in LAKSA_DATA_DIR: {part} does not work; see the log." for part in readiness.of_files()]
    if key_rotation.is_migrated():
        problems += key_rotation.problems()
    for problem in problems:
        say(problem)
    say(f"{len(problems)} problems." if problems else "No problems found.")
    return 1 if problems else 0


def keys_rotate(arguments: Arguments) -> int:
    from config import key_rotation

    with Bar("keys") as bar:
        outcomes = key_rotation.rotate(progress=bar)
    for outcome in outcomes:
        if outcome.renewed or outcome.unreadable:
            say(f"{outcome.schema:<7} {outcome.what}: {outcome.renewed} renewed, {outcome.unreadable} unreadable")
    unreadable = sum(outcome.unreadable for outcome in outcomes)
    if unreadable:
        say(f"{unreadable} could not be read; `laksa check` says whether a data key is missing.")
    else:
        say("Everything is under the first data key.")
    return 1 if unreadable else 0


def mail_receive(arguments: Arguments) -> int:
    """Whatever goes wrong, the mail server keeps the mail. What it is shown goes no further than the error's name."""
    from config import incoming

    try:
        with bootstrap.environment("app"):
            _load_django()
            say(incoming.run(sys.stdin.buffer, arguments.to))
    except Exception as error:
        sys.stderr.write(f"laksa: {type(error).__name__}\n")
        return incoming.TRY_AGAIN
    return 0


def backup(arguments: Arguments) -> None:
    from config import backup

    with Bar("backup") as bar:
        manifest = backup.backup(arguments.folder, progress=bar)
    say(f"{len(manifest['cities'])} cities and {manifest['photo_files']} files are in {arguments.folder}.")
    say(f"To read it one needs the data keys with the marks {', '.join(manifest['data_keys']) or 'none'}; keep them")
    say("elsewhere, with LAKSA_SECRET_KEY: neither is in the backup.")


def restore(arguments: Arguments) -> int:
    from config import backup

    with Bar("restore") as bar:
        results = backup.restore(arguments.folder, progress=bar)
    failed = [result for result in results if result.outcome == "failed"]
    for result in failed:
        say(f"{result.schema} could not be migrated: {result.error}")
    if not failed:
        say(f"Restored {len(results)} schemas. Now run `laksa audit verify` and look at it.")
        say("Until you `laksa open` it, it sends no mail and makes no seal.")
    return 1 if failed else 0


def hold(arguments: Arguments) -> None:
    from config import installation_hold

    installation_hold.hold()
    say("From now on this installation sends no mail and makes no seal. `laksa open` ends that.")


def open_up(arguments: Arguments) -> None:
    from config import installation_hold

    cancelled = installation_hold.open_up(sends_waiting=arguments.send_waiting)
    if cancelled is None:
        say("This installation was open already.")
    else:
        say(f"Open: mail and seals go out again. {cancelled} mails from before were cancelled.")


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments; `run` is the function that carries it out, `login` who it logs in as: "" where
    it sees to its environment itself."""
    root = argparse.ArgumentParser(prog="laksa", description="Run and look after a Laksa installation.")
    commands = root.add_subparsers(metavar="COMMAND", required=True)

    def add(under: Any, name: str, run: Command, help: str, login: str = "owner") -> argparse.ArgumentParser:
        command = under.add_parser(name, help=help, description=help)
        command.set_defaults(run=run, login=login)
        return command

    demonstration = add(commands, "demo", demo, "the whole installation with sample data, in the foreground", "")
    under_demo = demonstration.add_subparsers(metavar="")
    add(under_demo, "code", demo_code, "print the one-time code of a demo account", "").add_argument("user")
    add(commands, "serve", serve, "the web server", "app")
    add(commands, "worker", worker, "the worker for jobs and periodic work", "app")
    migrating = add(commands, "migrate", migrate, "bring every schema to the newest state")
    migrating.add_argument("--keep-going", action="store_true", help="end with success although a city failed")
    _add_tenant_commands(add, commands)
    areas = commands.add_parser("areas", help="areas and their boundaries").add_subparsers(metavar="", required=True)
    importing = add(areas, "import", areas_import, "read boundaries from a GeoJSON file")
    importing.add_argument("file", metavar="FILE")
    audit = commands.add_parser("audit", help="the audit chains").add_subparsers(metavar="", required=True)
    verify = add(audit, "verify", audit_verify, "recompute every chain and compare it with its report")
    verify.add_argument("--tenant", metavar="CODE", help="only this city, such as 36.71, or the province, such as 36")
    figures = commands.add_parser("figures", help="the province's figures").add_subparsers(metavar="", required=True)
    add(figures, "rebuild", figures_rebuild, "make the tallies anew from the facts; screens go on meanwhile")
    for name, run, help in (
        ("backup", backup, "write database and files into a new folder"),
        ("restore", restore, "fill an empty database and data folder from a backup"),
    ):
        add(commands, name, run, help).add_argument("folder", metavar="DIR", type=Path)
    add(commands, "hold", hold, "send no mail and make no seal, as after a restore: for a copied database")
    opening = add(commands, "open", open_up, "let a restored installation send mail and make seals")
    opening.add_argument(
        "--send-waiting",
        action="store_true",
        help="send what waited in the backup too; by default that is cancelled, because it has been sent already",
    )
    mail = commands.add_parser("mail", help="mail that comes in").add_subparsers(metavar="", required=True)
    receiving = add(mail, "receive", mail_receive, "take one message from standard input: a bounce or an answer", "")
    receiving.add_argument("--to", metavar="ADDRESS", default="", help="the recipient on its envelope")
    keys = commands.add_parser("keys", help="the data keys").add_subparsers(metavar="", required=True)
    add(keys, "rotate", keys_rotate, "encrypt anew whatever is not under the first data key")
    add(commands, "check", check, "look for drifted grants, missing migrations, stuck jobs and data under old keys")
    return root


def _add_tenant_commands(add: Callable, commands: Any) -> None:
    tenant = commands.add_parser("tenant", help="the cities").add_subparsers(metavar="", required=True)
    create = add(tenant, "create", tenant_create, "make a city: schema, login, areas, catalogue, first admin")
    create.add_argument("code", metavar="CODE", help="Kemendagri code, such as 36.71")
    create.add_argument("--slug", help="first label of its host name; by default from its name")
    create.add_argument("--time-zone", help="by default that of its province, such as Asia/Jakarta")
    create.add_argument("--admin-username")
    create.add_argument("--admin-email")
    moved = add(tenant, "set-time-zone", tenant_set_time_zone, "give a city or the province another time zone")
    moved.add_argument("code", metavar="CODE", help="Kemendagri code, such as 91.71, or of the province, such as 91")
    moved.add_argument("time_zone", metavar="ZONE", help="Asia/Jakarta, Asia/Makassar or Asia/Jayapura")
    add(tenant, "list", tenant_list, "every tenant with its schema and state")
    for name, enabled, help in (
        ("disable", False, "close a city's hosts; its data stays"),
        ("enable", True, "open a city's hosts again"),
    ):
        command = add(tenant, name, tenant_set_enabled, help)
        command.add_argument("code", metavar="CODE")
        command.set_defaults(enabled=enabled)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. What the operator can mend ends in a sentence on standard error and exit status 1."""
    known = parser().parse_args(arguments)
    try:
        with contextlib.ExitStack() as stack:
            if known.login:
                stack.enter_context(bootstrap.environment(known.login))
                _load_django()
            return known.run(known) or 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _DISK_FULL:
            where = f" at {error.filename}" if error.filename else ""
            sys.stderr.write(f"laksa: The disk is full{where}. Make room and start again; what was made is kept.\n")
            return 1
        if not _is_for_operator(error):
            raise
        sys.stderr.write(f"laksa: {error}\n")
        return 1


def _is_for_operator(error: Exception) -> bool:
    """Whether the message is a sentence for the person at the keyboard rather than a fault of ours."""
    from django.db.utils import OperationalError

    shown: list[type[Exception]] = [ClusterError, ImproperlyConfigured, OperationalError, bootstrap.StartError]
    if bootstrap.is_django_loaded():
        from config.backup import BackupError
        from core.common.errors import Refused
        from tenants.areas.importing import ImportRefused
        from tenants.migration import UnknownMigrations
        from tenants.provisioning import ProvisioningError

        shown += [BackupError, Refused, ImportRefused, ProvisioningError, UnknownMigrations]
    return isinstance(error, tuple(shown))


if __name__ == "__main__":
    sys.exit(main())
