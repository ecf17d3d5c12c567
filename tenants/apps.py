from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        from django.contrib.contenttypes.models import ContentType

        from tenants.cache import BySchema

        ContentType.objects._cache = BySchema()  # type: ignore[attr-defined]  # Django's own, private
