"""Run in a process of its own by `tests.support.databases.built`: migrate, then make the two tenants of the tests."""

import django

django.setup()

from tenants import migration, provisioning  # noqa: E402

failed = [result for result in migration.migrate() if result.outcome == "failed"]
if failed:
    raise SystemExit(f"These schemas could not be migrated: {failed}")
for code in ("36.71", "36.02"):
    provisioning.create_tenant(code)
