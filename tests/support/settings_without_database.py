"""The settings, for the plugin of the type checker: it reads models and settings, and has no database to name."""

from config import bootstrap

bootstrap.fill_placeholders()

from config.settings import *  # noqa: E402, F403
