from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "core.common"
    label = "common"

    def ready(self) -> None:
        """A wrong data key stops the start, not the first citizen who sends a report."""
        from core.common import crypto

        crypto.keyring()
