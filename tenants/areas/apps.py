"""The app of area codes and boundaries."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Codes, names and boundaries of kabupaten/kota, kecamatan and desa/kelurahan, in the public schema."""

    name = "tenants.areas"
    label = "areas"
    verbose_name = "Wilayah"
