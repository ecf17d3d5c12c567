from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        """ImproperlyConfigured where the API has no endpoint for an action."""
        from api.v1.desk.actions import ACTIONS, OPERATIONS
        from core.casework.actions import registers

        registers.compare(
            "api.v1.desk.actions", ACTIONS.keys() | OPERATIONS.keys(), registers.OFFERED | {"show_photo"}
        )
