"""What the web server calls for each request."""

import os

import django

from config import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)
logs.configure()
application = logs.LoggingHandler()
