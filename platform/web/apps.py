"""The HTML surfaces."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        """ImproperlyConfigured where the desk has no form for an action."""
        from core.casework.actions import registers
        from web.desk.forms.table import ALL

        registers.compare("web.desk.forms.table.ALL", ALL, registers.OFFERED)
