"""What the environment says about limits per address and about pages of other sites that may call the API.

LAKSA_LIMIT_REPORTS=60/3600        60 in an hour
LAKSA_LIMIT_REPORTS=0              no limit (for a load test)
LAKSA_CORS_ORIGINS=https://data.contoh.id,http://localhost:5173
"""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env

# The names of core.common.rate_limits.DEFAULTS, which may not be imported before the settings are there.
NAMES = (
    *("reports", "faults", "photos", "track", "support", "supporters"),
    *("sign_in", "password", "code", "codes", "device", "mailbox", "mails"),
)


def limits_from_environment() -> dict[str, tuple[int, int]]:
    """Name -> (how often, in how many seconds) for each limit the environment sets."""
    given = {name: env.text(variable(name), "") for name in NAMES}
    return {name: _limit(variable(name), text) for name, text in given.items() if text}


def variable(name: str) -> str:
    return f"LAKSA_LIMIT_{name.upper()}"


def _limit(name: str, text: str) -> tuple[int, int]:
    if text.strip() == "0":
        return 0, 1
    match = re.fullmatch(r"\s*(\d{1,9})\s*/\s*([1-9]\d{0,8})\s*", text)
    if match is None:
        raise ImproperlyConfigured(
            f"{name} is {text!r}, but must be NUMBER/SECONDS such as 60/3600, or 0 for no limit."
        )
    return int(match[1]), int(match[2])


def origins_from_environment() -> list[str]:
    """The origins whose pages may read the public API in a browser; "*" is every one."""
    origins = env.listed("LAKSA_CORS_ORIGINS")
    for origin in origins:
        parts = urlsplit(origin)
        if origin != "*" and (parts.scheme not in ("http", "https") or f"{parts.scheme}://{parts.netloc}" != origin):
            raise ImproperlyConfigured(
                f"LAKSA_CORS_ORIGINS: {origin!r} is no origin such as https://data.contoh.id, without a path."
            )
    return origins
