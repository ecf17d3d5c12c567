from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "core.notifications"

    def ready(self) -> None:
        from core.notifications.mail_templates import check_completeness

        check_completeness()
