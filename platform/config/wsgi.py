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
# A page makes some thousands of objects and drops them. With Python's own thresholds one request in twenty-five waits
# ten milliseconds for a full collection; with these, one in some hundreds.
gc.set_threshold(5000, 20, 20)
