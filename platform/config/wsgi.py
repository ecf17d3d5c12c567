"""What the web server calls for each request."""

import os

import django

from config.logs import LoggingHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)
application = LoggingHandler()
