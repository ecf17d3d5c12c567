"""Whether the data keys of this process are those of the installation.

With foreign keys nothing fails at once: receipt codes are refused as unknown, and what is filed meanwhile is lost to
its code as soon as the right keys are back. So web server and worker do not start with them, and `/readyz` says so.
"""

from core.common import crypto
from core.common.models import HashKey
from tenants.models import Tenant
from tenants.seats import PUBLIC, gate

SENTENCE = (
    "The last key of LAKSA_DATA_KEYS is not this installation's: the receipt codes and contacts in its database are "
    "hashed with another one. Put that one back at the end; until then nothing is served."
)


def remember() -> None:
    """Remember which key the hashes are made with, before there is a city that could make one. Run as the owner after
    each migration; safe to repeat. A mark that is lost later is not made up: the key at hand may be another's."""
    if not HashKey.objects.exists() and not Tenant.objects.exclude(schema_name=PUBLIC).exists():
        HashKey.objects.create(mark=crypto.keyring()[-1].mark)


def keys_fault() -> str:
    """What is wrong with the data keys, for the operator; "" when they fit, and before the first `laksa migrate`.

    One query, in the gate's seat. What the database says to it is let through.
    """
    with gate():
        return "" if keys_fit() else SENTENCE


def keys_fit() -> bool:
    """The same, when the connection is in the gate's seat already."""
    remembered = HashKey.objects.values_list("mark", flat=True).first()
    return remembered is None or bytes(remembered) == crypto.keyring()[-1].mark
