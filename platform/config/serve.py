"""The web server: gunicorn with two processes of four threads each, on LAKSA_HOST and LAKSA_PORT."""

import os
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from config import env, logs, static


class ServerLog(Logger):
    """gunicorn's messages go where all the others go (see `config.logs`); requests are logged by our own handler."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True


class Server(BaseApplication):
    """gunicorn with its options from here instead of from a command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """In each worker process, so that no connection or thread is inherited from the master."""
        from config.wsgi import application

        return application


def options() -> dict[str, Any]:
    """gunicorn's settings, from the environment where an installation may want to differ."""
    host = env.text("LAKSA_HOST", "127.0.0.1")
    return {
        "bind": f"{host}:{env.integer('LAKSA_PORT', 8000, minimum=1)}",
        "workers": env.integer("LAKSA_WEB_PROCESSES", 2, minimum=1),
        "worker_class": "gthread",
        "threads": env.integer("LAKSA_WEB_THREADS", 4, minimum=1),
        "preload_app": False,
        "worker_tmp_dir": tempfile.gettempdir(),
        "logger_class": ServerLog,
        "control_socket_disable": True,
    }


def run() -> None:
    """Serve until a signal ends it. Uploads and gunicorn's own files lie in LAKSA_DATA_DIR/tmp."""
    temporary = Path(env.text("LAKSA_DATA_DIR"), "tmp")
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    logs.configure()
    static.collect()
    Server(options()).run()
