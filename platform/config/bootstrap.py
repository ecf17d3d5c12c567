"""What an installation needs from its environment when nobody has set it: an embedded database, keys, folders.

`laksa` on a machine without any configuration works: it starts the embedded PostgreSQL and fills the variables that
`config.settings` reads. As soon as a database is named in the environment nothing is filled in, except by the demo.
"""

import base64
import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from psycopg2.extensions import make_dsn, parse_dsn

from config.clusters import Cluster, ClusterError, embedded_bin_dir

ROOT_DIR = Path(__file__).resolve().parent.parent.parent
_DATABASE_VARIABLES = ("DATABASE_URL", "LAKSA_APP_DATABASE_URL")


class StartError(Exception):
    """What was asked for cannot be started or go on; the message is a sentence for a person."""


def is_given(name: str) -> bool:
    """Whether the environment has a value or a file for this variable (see `config.env.text`)."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def is_database_given() -> bool:
    return any(is_given(name) for name in _DATABASE_VARIABLES)


def is_django_loaded() -> bool:
    from django.apps import apps

    return apps.ready


def data_dir() -> Path:
    """The folder for database, files and keys: LAKSA_DATA_DIR, else `.laksa` in the project.

    For root it is a folder under /var/lib, one for each copy of the project: PostgreSQL then runs as another user,
    who must not need to enter a home.
    """
    given = os.environ.get("LAKSA_DATA_DIR")
    if given:
        return Path(given).absolute()
    if os.geteuid() != 0:
        return ROOT_DIR / ".laksa"
    digest = hashlib.sha256(os.fsencode(ROOT_DIR)).hexdigest()[:8]
    return Path("/var/lib/laksa") / f"{ROOT_DIR.name}-{digest}"


def make_data_dir(path: Path) -> Path:
    """Make the folder. Others may pass through it (PostgreSQL's user must) but not list it."""
    try:
        for folder in (*reversed(path.parents), path):
            if not folder.exists():
                folder.mkdir()
                folder.chmod(0o711)
    except OSError as error:
        raise ClusterError(f"The data folder {path} cannot be made: {error.strerror}. Set LAKSA_DATA_DIR.") from error
    return path


def new_secret() -> str:
    """256 random bits as base64, the form a data key needs (see `core.common.crypto`)."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def kept_secret(folder: Path, name: str) -> str:
    """A random secret, made once and kept in `folder/name` for its owner's eyes only."""
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    if not path.exists():
        descriptor, temporary = tempfile.mkstemp(dir=folder)  # made with mode 0600
        with os.fdopen(descriptor, "w") as file:
            file.write(new_secret())
        with contextlib.suppress(FileExistsError):  # another process was first: its secret stands
            os.link(temporary, path)
        os.unlink(temporary)
    return path.read_text().strip()


def defaults(owner_dsn: str, folder: Path) -> dict[str, str]:
    """The environment of an installation on this machine whose owner logs in with `owner_dsn`."""
    keys = folder / "keys"
    place = {name: value for name, value in parse_dsn(owner_dsn).items() if name not in ("user", "password")}
    return {
        "DATABASE_URL": owner_dsn,
        "LAKSA_APP_DATABASE_URL": make_dsn(**place),
        "LAKSA_DATABASE_KEY": kept_secret(keys, "database_key"),
        "LAKSA_SECRET_KEY": kept_secret(keys, "secret_key"),
        "LAKSA_DATA_KEYS": kept_secret(keys, "data_keys"),
        "LAKSA_DATA_DIR": str(folder),
        "LAKSA_STATIC_ROOT": str(folder / "static"),
        "LAKSA_PUBLIC_SCHEME": "http",
        "LAKSA_PUBLIC_PORT": os.environ.get("LAKSA_PORT", "8000"),
    }


def fill(values: dict[str, str]) -> None:
    """Set what the environment does not say itself."""
    for name, value in values.items():
        if not is_given(name):
            os.environ[name] = value


def fill_placeholders() -> None:
    """For commands that read the settings but touch no database and no secret (checks, collecting static files)."""
    nowhere = "dbname=laksa host=/nonexistent"
    fill(
        {
            "DATABASE_URL": nowhere,
            "LAKSA_APP_DATABASE_URL": nowhere,
            "LAKSA_DATABASE_KEY": new_secret(),
            "LAKSA_SECRET_KEY": new_secret(),
            "LAKSA_DATA_KEYS": new_secret(),
            "LAKSA_DATA_DIR": str(data_dir()),
        }
    )


@contextlib.contextmanager
def environment(login: str, *, demo: bool = False) -> Iterator[None]:
    """Everything a command needs: the database running, the variables set, and which login it uses ("app" or "owner").

    With `demo`, the variables are also filled when the database is a given one.
    """
    with contextlib.ExitStack() as stack:
        if not is_database_given():
            folder = make_data_dir(data_dir())
            cluster = Cluster(embedded_bin_dir(), folder / "postgres")
            stack.enter_context(cluster.in_use())
            cluster.ensure_database()
            fill(defaults(cluster.dsn("laksa", "laksa"), folder))
        elif demo and is_given("DATABASE_URL"):
            from config import env

            fill(defaults(env.text("DATABASE_URL"), make_data_dir(data_dir())))
        if demo:
            os.environ["LAKSA_DEMO"] = "1"
        os.environ["LAKSA_DATABASE_LOGIN"] = login
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        yield
