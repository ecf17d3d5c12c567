"""Starting and stopping PostgreSQL clusters of our own."""

import contextlib
import os
import shutil
import signal
import stat
import tempfile
import threading
from pathlib import Path

import psycopg2
import pytest

from config.clusters import (
    OWNER,
    SUPERUSER,
    Cluster,
    ClusterError,
    embedded_bin_dir,
    major,
    version_of,
)
from tests.support.servers import THROWAWAY, system_bin_dir


@pytest.fixture
def folder():
    """A temporary folder the server's user can reach, which pytest's `tmp_path` is not when root runs the tests."""
    path = Path(tempfile.mkdtemp(prefix="laksa-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def cluster(folder):
    cluster = Cluster(embedded_bin_dir(), folder / "pg", THROWAWAY)
    yield cluster
    cluster.stop()


def _ask(dsn, statement):
    with contextlib.closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def test_the_embedded_server_is_postgresql_18():
    assert major(version_of(embedded_bin_dir())) == 18


def test_the_system_server_is_complete_and_15_or_newer_where_there_is_one():
    found = system_bin_dir()
    assert found is None or (major(version_of(found)) >= 15 and (found / "initdb").exists())


def test_versions_are_compared_as_numbers():
    assert major("9.6") < major("15.18")


def test_it_starts_answers_and_stops(cluster):
    assert not cluster.is_running()
    cluster.start()
    cluster.start()  # attaches to the running one
    assert cluster.is_running()
    assert _ask(cluster.dsn("postgres", SUPERUSER), "SHOW server_version")[0].startswith(cluster.version)
    cluster.stop()
    cluster.stop()
    assert not cluster.is_running()


def test_only_a_private_socket_leads_to_it(cluster):
    cluster.start()
    assert _ask(cluster.dsn("postgres", SUPERUSER), "SHOW listen_addresses") == ("",)
    assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.data_dir.stat().st_mode) == 0o700


def test_root_never_runs_the_server(cluster):
    cluster.start()
    runs_it = (cluster.data_dir / "data" / "postmaster.pid").stat().st_uid
    assert runs_it != 0
    assert os.geteuid() in (0, runs_it)


def test_the_owner_may_create_roles_and_databases_but_is_no_superuser(cluster):
    cluster.start()
    cluster.ensure_database()
    cluster.ensure_database()
    rights = "SELECT rolsuper, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles WHERE rolname = current_user"
    assert _ask(cluster.dsn("laksa", OWNER), rights) == (False, True, True, True)


def test_text_is_utf8_and_sorted_alike_on_every_machine(cluster):
    cluster.start()
    dsn = cluster.dsn("postgres", SUPERUSER)
    assert _ask(dsn, "SHOW server_encoding") == ("UTF8",)
    assert _ask(dsn, "SELECT lower('É'), 'Z' < 'a'") == ("é", True)
    assert _ask(dsn, "SHOW timezone") == ("UTC",)


def test_data_survive_a_restart(cluster):
    cluster.start()
    cluster.ensure_database("buku")
    cluster.stop()
    cluster.start()
    assert _ask(cluster.dsn("buku", OWNER), "SELECT current_database()") == ("buku",)


def test_the_last_user_to_leave_stops_it(cluster):
    same = Cluster(embedded_bin_dir(), cluster.data_dir, THROWAWAY)
    with cluster.in_use():
        with same.in_use():
            pass
        assert cluster.is_running()
    assert not cluster.is_running()


def test_ctrl_c_leaves_the_server_to_end_by_itself_and_the_next_start_waits_for_that(cluster):
    """The server cannot end: the process that writes its last checkpoint is held still."""
    with contextlib.suppress(KeyboardInterrupt), cluster.in_use():
        cluster.ensure_database("buku")
        dsn = cluster.dsn("postgres", SUPERUSER)
        (first,) = _ask(dsn, "SELECT pg_postmaster_start_time()")
        (writer,) = _ask(dsn, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
        os.kill(writer, signal.SIGSTOP)
        raise KeyboardInterrupt
    assert cluster.is_running()
    with pytest.raises(psycopg2.OperationalError, match="shutting down"):
        _ask(dsn, "SELECT 1")
    starting = threading.Thread(target=cluster.start)
    starting.start()
    os.kill(writer, signal.SIGCONT)
    starting.join()
    assert _ask(dsn, "SELECT pg_postmaster_start_time()")[0] > first
    assert _ask(cluster.dsn("buku", OWNER), "SELECT current_database()") == ("buku",)


def test_a_path_too_long_for_a_socket_puts_it_elsewhere(folder):
    cluster = Cluster(embedded_bin_dir(), folder / ("dalam-" * 20) / "pg", THROWAWAY)
    cluster.data_dir.parent.mkdir(mode=0o711)
    with cluster.in_use():
        assert not cluster.socket_dir.is_relative_to(folder)
        assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
        assert _ask(cluster.dsn("postgres", SUPERUSER), "SELECT 1") == (1,)
    shutil.rmtree(cluster.socket_dir)


@pytest.fixture
def private(folder):
    """The embedded server in a folder that only its owner may enter, as an installation in a home is."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    package = embedded_bin_dir().parent.parent
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, home / name, symlinks=True)
    return home / embedded_bin_dir().relative_to(package.parent)


def test_binaries_in_a_private_folder_are_copied_for_root_alone(folder, private):
    cluster = Cluster(private, folder / "pg", THROWAWAY)
    with cluster.in_use():
        assert _ask(cluster.dsn("postgres", SUPERUSER), "SELECT 1") == (1,)
    assert stat.S_IMODE((folder / "home").stat().st_mode) == 0o700
    assert cluster.bin_dir.is_relative_to(cluster.data_dir) == (os.geteuid() == 0)


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_it_runs_whatever_the_umask_is_and_after_a_copy_with_wrong_modes(folder, private, mask):
    before = os.umask(mask)
    try:
        for path in private.parent.rglob("*"):  # as pip would have written them
            if not path.is_symlink():
                path.chmod(stat.S_IMODE(path.stat().st_mode) & ~mask)
        with Cluster(private, folder / "pg", THROWAWAY).in_use():
            pass
        for copy in (folder / "pg").glob("install-*"):
            copy.chmod(0o700)
            next(copy.rglob("initdb")).chmod(0o700)
        cluster = Cluster(private, folder / "pg", THROWAWAY)
        with cluster.in_use():
            assert _ask(cluster.dsn("postgres", SUPERUSER), "SELECT 1") == (1,)
    finally:
        os.umask(before)


def test_a_setting_the_server_refuses_is_told_with_its_log(folder):
    cluster = Cluster(embedded_bin_dir(), folder / "pg", {"shared_buffers": "banyak"})
    with pytest.raises(
        ClusterError, match=r"(?s)pg_ctl of PostgreSQL 18.* failed in .*\"shared_buffers\": \"banyak\""
    ):
        cluster.start()


def test_data_of_another_major_version_are_left_alone(cluster):
    cluster.initdb()
    (cluster.data_dir / "data" / "PG_VERSION").write_text("14\n")
    with pytest.raises(ClusterError, match=r"belong to PostgreSQL 14, but this is 18"):
        cluster.start()


def test_a_folder_somebody_else_prepared_is_refused(folder):
    (folder / "elsewhere").mkdir()
    (folder / "pg").symlink_to(folder / "elsewhere")
    with pytest.raises(ClusterError, match=r"pg must be a folder of the user .*, who runs PostgreSQL"):
        Cluster(embedded_bin_dir(), folder / "pg").start()


def test_binaries_that_do_not_run_are_named(folder):
    with pytest.raises(ClusterError, match=r"postgres does not run on this machine"):
        Cluster(folder, folder / "pg")


@pytest.mark.parametrize("name", ["data_dir", "home"])
def test_no_parent_folder_is_opened_for_the_server(folder, name):
    closed = folder / name
    closed.mkdir(mode=0o700)
    cluster = Cluster(embedded_bin_dir(), closed / "pg", THROWAWAY)
    told = pytest.raises(ClusterError, match="cannot reach") if os.geteuid() == 0 else contextlib.nullcontext()
    with told:
        cluster.initdb()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
