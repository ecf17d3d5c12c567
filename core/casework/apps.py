from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "core.casework"

    def ready(self) -> None:
        from core.casework.actions import registers

        registers.check()
