"""What the worker would send by now."""

from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from core.notifications.delivery import deliver
from tenants.models import Tenant
from tenants.seats import PUBLIC, gate


def posted() -> list[EmailMessage]:
    """Send what waits in the outboxes of all cities; everything sent since the test began."""
    before = connection.tenant
    with gate():
        schemas = list(
            Tenant.objects.exclude(schema_name=PUBLIC).order_by("-code").values_list("schema_name", flat=True)
        )
    for schema in schemas:
        deliver.func(schema)
    connection.set_tenant(before)
    return mail.outbox
