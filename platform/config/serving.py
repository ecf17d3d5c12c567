"""One process of the web server: `python -m config.serving DESCRIPTOR` serves on an inherited socket that listens."""

import os
import resource
import signal
import socket
import sys
import threading
import time
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured

# Exit status of a process whose settings cannot be used.
CANNOT_BEGIN = 3
# Five photos of 15 MB and the form around them, as in deploy/Caddyfile. What is less but too much Django refuses.
MAX_BODY = 80 * 1024 * 1024
MAX_CONNECTIONS = 1000
SETTINGS = {
    "max_request_body_size": MAX_BODY,
    "connection_limit": MAX_CONNECTIONS,
    # Seconds: until an idle connection is closed, and how often one looks.
    "channel_timeout": 60,
    "cleanup_interval": 10,
    "asyncore_use_poll": True,
    # An answer is kept on disk until a slow reader has it all; a thread does not wait for him.
    "outbuf_high_watermark": 256 * 1024 * 1024,
    "ident": None,
    # Which proxy is believed is the application's business (LAKSA_TRUSTED_PROXIES, LAKSA_BEHIND_PROXY).
    "clear_untrusted_proxy_headers": False,
}


def main(descriptor: int) -> int:
    """Serve until SIGTERM; the status to exit with. Ctrl+C goes to every process of the terminal; the first of them
    says when to end."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent(os.getppid())
    _allow_files()
    try:
        server = _server(_application(), descriptor)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"laksa: {error}\n")
        return CANNOT_BEGIN
    except Exception:
        structlog.get_logger("laksa.server").exception("web process cannot begin")
        return CANNOT_BEGIN
    server.run()
    return 0


def _application() -> Any:
    """Only here, so that Django is set up before anything that needs it is imported."""
    from config.wsgi import application

    return application


def _server(application: Any, descriptor: int) -> Any:
    from config import env, lanes
    from tenants import hosts

    threads = env.integer("LAKSA_WEB_THREADS", 8, minimum=1)
    most = lanes.Most(threads, share=-(-threads // 3))
    return lanes.Server(application, socket.socket(fileno=descriptor), most, hosts.lane, **SETTINGS)


def _leave(number: int, frame: object) -> None:
    raise SystemExit


def _end_with_parent(parent: int) -> None:
    """End, as by SIGTERM, when the parent process has gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _allow_files() -> None:
    """Each connection is an open file, and what it sends may be another."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * MAX_CONNECTIONS
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
