"""What the web server calls for each request."""

import gc
import os

import django

from config import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)
logs.configure()
application = logs.LoggingHandler()
# What the process has loaded stays: a full collection that went through all of it again and again would hold up a
# request for some 50 ms.
gc.collect()
gc.freeze()
