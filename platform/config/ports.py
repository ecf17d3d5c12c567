"""Whether the web server can have its port: asked before any work. Runs without Django and without the environment
(`python3 platform/config/ports.py`), so that nothing is installed for a start that cannot succeed."""

import os
import socket
import sys

_AGAIN = "Choose another one, for example: LAKSA_PORT=8001 make demo"


def trouble(host: str, text: str) -> str:
    """Why nothing can be served on this port, as a sentence; "" where it is free."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        return f"LAKSA_PORT is {text!r}, but must be a number from 1 to 65535."
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(text)))
        except OSError as error:
            return f"Port {text} of {host} cannot be used: {error.strerror}. {_AGAIN}"
    return ""


def of_environment() -> str:
    """The same for LAKSA_HOST and LAKSA_PORT."""
    return trouble(os.environ.get("LAKSA_HOST") or "127.0.0.1", os.environ.get("LAKSA_PORT") or "8000")


if __name__ == "__main__":
    if sentence := of_environment():
        sys.stderr.write(f"laksa: {sentence}\n")
        sys.exit(1)
