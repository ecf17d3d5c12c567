#!/usr/bin/env python
"""Django's own commands, for developers; an installation is run with `laksa`.

Commands that touch no database get placeholders for what the environment does not say. The others work on the database
the environment names, else on the embedded one, as its owner.
"""

import os
import sys

from django.core.management import execute_from_command_line

from config import bootstrap

WITHOUT_DATABASE = {"check", "collectstatic", "makemigrations", "makemessages", "compilemessages", "spectacular"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if WITHOUT_DATABASE.intersection(sys.argv[1:2]):
        bootstrap.fill_placeholders()
        execute_from_command_line(sys.argv)
    else:
        with bootstrap.environment("owner"):
            execute_from_command_line(sys.argv)
