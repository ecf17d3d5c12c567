from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "core.common"

    def ready(self) -> None:
        """A wrong data key or proxy stops the start, not the first citizen who sends a report."""
        from core.common import client_ip, crypto

        crypto.keyring()
        client_ip.trusted_proxies()
