from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "tenants.law"
    label = "law"
    verbose_name = "Law"
