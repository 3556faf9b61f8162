"""The history in a real PostgreSQL, started by the test from Debian's packages."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from robustgen.errors import UsageError
from robustgen.history import History
from tests.extras import lacking, need
from tests.test_history import check

pytestmark = pytest.mark.extras


def program(name):
    """A program of PostgreSQL's, on the path or where Debian puts it."""
    places = [shutil.which(name), *sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)]
    return next((place for place in places if place), None)


def as_server(*command):
    """The command, run by somebody else than root, as whom PostgreSQL refuses to run."""
    return ["runuser", "-u", "nobody", "--", *command] if os.getuid() == 0 else list(command)


@pytest.fixture(scope="module")
def server():
    """The URL of an empty database."""
    need("psycopg", "'robustgen[postgres]'")
    if program("initdb") is None or program("pg_ctl") is None:
        lacking("PostgreSQL", "apt-get install postgresql")
    folder = Path(tempfile.mkdtemp())
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    run = {"check": True, "capture_output": True, "cwd": folder, "timeout": 120}
    subprocess.run(as_server(program("initdb"), "-D", data, "-U", "tester", "-A", "trust", "-N"), **run)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    start = as_server(program("pg_ctl"), "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
    subprocess.run(start, check=True, cwd=folder, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}/postgres"
    finally:
        stop = as_server(program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        subprocess.run(stop, check=False, cwd=folder, timeout=120, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def test_postgresql_holds_every_night_once(server):
    check(History(server))
    assert len(History(server).nights()) == 3


def test_a_database_that_is_not_there_is_said_without_the_password(server):
    url = server.replace("tester@", "tester:secret@").replace("/postgres", "/nowhere")
    with pytest.raises(UsageError, match='database "nowhere" does not exist') as caught:
        History(url).nights()
    assert "secret" not in str(caught.value)
