"""Is the sealed identity the one the report was filed with?"""

import json
from collections.abc import Iterator

from core.casework.actions.identities import IDENTITY_PURPOSE, contact_hash
from core.casework.verification.bundles import Bundle
from core.casework.verification.content import BACK_AGAIN
from core.casework.verification.problems import Fault, row_name
from core.common import crypto
from core.reports import snapshots
from tenants.connection import connection


def identity_faults(bundle: Bundle) -> Iterator[Fault]:
    filed = bundle.said.get(1)
    expected = filed.digests.get("identity") if filed else None
    row = row_name("reports_identity", f"of report id {bundle.report.pk}")
    if bundle.identity is None:
        if expected and not bundle.erased_from:
            yield Fault(row, "is gone, though the history has it")
        return
    if bundle.erased_from:
        yield Fault(row, BACK_AGAIN)
        return
    try:
        plain = crypto.decrypt(
            connection.schema_name,
            bytes(bundle.identity.sealed),
            purpose=IDENTITY_PURPOSE,
            associated=bundle.report.number.encode(),
        )
    except crypto.NotDecryptable:
        yield Fault(row, "cannot be opened: it was changed, or its key is missing")
        return
    contact = json.loads(plain)
    if snapshots.identity_digest(bundle.identity, contact) != expected:
        yield Fault(row, "is not what the history says")
    for kind in ("email", "phone"):
        if bytes(getattr(bundle.identity, f"{kind}_hash")) != contact_hash(contact, kind):
            yield Fault(row, f"{kind}_hash does not find this reporter")
