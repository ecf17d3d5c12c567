"""`python -m tests.bench.yardstick PORT`: serve it from as many processes and threads as Laksa's own web server.

DATABASE_URL names the database; its tables lie in a schema of their own, made anew at each start.
"""

import os
import signal
import socket
import sys
from typing import Any

import django
import waitress
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.urls import path

from config import env
from config.serving import SETTINGS

SCHEMA = "yardstick"
PROCESSES, THREADS = 2, 8  # those of LAKSA_WEB_PROCESSES and LAKSA_WEB_THREADS
PARTS = 8


def configure() -> None:
    """A project with nothing in it but one app and REST framework."""
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={
            "default": {
                **env.database("DATABASE_URL"),
                "ENGINE": "django.db.backends.postgresql",
                "CONN_MAX_AGE": 600,
                "OPTIONS": {"options": f"-c search_path={SCHEMA}"},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["rest_framework", "tests.bench.yardstick"],
        MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "UNAUTHENTICATED_USER": None,
        },
        ROOT_URLCONF=__name__,
        USE_TZ=True,
    )
    django.setup()


def make_tables() -> None:
    """The schema with empty tables."""
    from tests.bench.yardstick.models import Filed, Part

    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    with connection.schema_editor() as editor:
        editor.create_model(Filed)
        editor.create_model(Part)
    connection.close()


def view() -> Any:
    """The one view; made when Django is set up."""
    from rest_framework import serializers
    from rest_framework.request import Request
    from rest_framework.response import Response
    from rest_framework.views import APIView

    from tests.bench.yardstick.models import Filed, Part

    class Location(serializers.Serializer):
        lat = serializers.FloatField(min_value=-90, max_value=90)
        lon = serializers.FloatField(min_value=-180, max_value=180)
        address = serializers.CharField(max_length=300)

    class Contact(serializers.Serializer):
        name = serializers.CharField(max_length=120)
        email = serializers.EmailField(required=False)
        phone = serializers.CharField(required=False)

    class Body(serializers.Serializer):
        kind = serializers.ChoiceField(["complaint", "aspiration", "information", "misconduct"])
        category = serializers.CharField(max_length=60)
        description = serializers.CharField(min_length=20, max_length=5000)
        identity = serializers.ChoiceField(["named", "masked", "anonymous"])
        visibility = serializers.ChoiceField(["public", "secret"])
        location = Location()
        area = serializers.CharField(max_length=13)
        contact = Contact()

    class Reports(APIView):
        def post(self, request: Request) -> Response:
            body = Body(data=request.data)
            body.is_valid(raise_exception=True)
            values = {**body.validated_data}
            with transaction.atomic():
                filed = Filed.objects.create(**values.pop("location"), **values)
                for number in range(PARTS):
                    Part.objects.create(filed=filed, name=f"part {number}", text=filed.description)
            return Response({"number": filed.pk, "at": filed.at}, status=201)

    return Reports.as_view()


def serve(listener: socket.socket) -> None:
    application = get_wsgi_application()
    waitress.serve(application, sockets=[listener], threads=THREADS, _quiet=True, **SETTINGS)


def main(port: int) -> None:
    """Serve until SIGTERM; the processes that serve end with this one."""
    configure()
    make_tables()
    listener = socket.create_server(("127.0.0.1", port), backlog=1024)
    children = []
    for _process in range(PROCESSES):
        if not (child := os.fork()):
            urlpatterns.append(path("", view()))
            serve(listener)
        children.append(child)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit())
    try:
        signal.pause()
    finally:
        for child in children:
            os.kill(child, signal.SIGTERM)


urlpatterns: list[Any] = []
if __name__ == "__main__":
    main(int(sys.argv[1]))
