"""What a citizen's page weighs: the page and everything it makes a browser fetch at once, compressed, in bytes.

Photos of reports and the map's own files (fetched when the map is asked for) are not counted.
"""

import http.client
from collections.abc import Callable
from html.parser import HTMLParser

Fetch = Callable[[str], bytes]
_LINKS = {"stylesheet", "icon", "preload", "modulepreload"}


class _Assets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = None
        if tag == "link" and _LINKS & set((given.get("rel") or "").split()):
            address = given.get("href")
        elif tag in ("script", "img"):
            address = given.get("src")
        elif tag == "use":
            address = (given.get("href") or "").partition("#")[0]
        if address:
            self.found.append(address)


def assets(page: str) -> list[str]:
    """The addresses a page makes a browser fetch from this site, each once, without photos and the map's files."""
    parser = _Assets()
    parser.feed(page)
    wanted = (address for address in parser.found if address.startswith("/") and not address.startswith("/berkas/"))
    return [address for address in dict.fromkeys(wanted) if "/map" not in address]


def weigh(path: str, *, page: Fetch, compressed: Callable[[str], int]) -> tuple[int, int]:
    """(bytes of the page, bytes of its assets), compressed."""
    found = assets(page(path).decode())
    return compressed(path), sum(compressed(address) for address in found)


def fetch(port: int, host: str, path: str, *, is_compressed: bool = False) -> bytes:
    """The body as it comes over the line."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Host": f"{host}:{port}", "Accept": "text/html,*/*"}
    if is_compressed:
        headers["Accept-Encoding"] = "gzip"
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise SystemExit(f"GET {path}: {response.status} {body[:300]!r}")
        return body
    finally:
        connection.close()
