"""A private PostgreSQL server for tests: in a temporary folder, on loopback, gone afterwards."""

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

USER = "boardroom"
# Durable writes would only slow down data that is thrown away.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"


def find_postgres_binaries() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl`` of the newest PostgreSQL, also off the PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(versions, key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path:
        found = [Path(on_path).resolve()]
    return found[-1].parent if found else None


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """A running server that trusts every local connection."""

    binaries: Path
    port: int

    @classmethod
    @contextlib.contextmanager
    def started(cls, binaries: Path) -> Iterator["PostgresServer"]:
        """Start a server, and stop and remove it on leaving."""
        folder = Path(tempfile.mkdtemp(prefix="boardroom-postgres-"))
        as_user = _become_ordinary_user(folder)
        data, port = folder / "data", free_port()
        pg_ctl = [*as_user, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
        listen = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        try:
            run_command(
                *as_user,
                str(binaries / "initdb"),
                *("-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"),
                "--no-sync",
            )
            log = str(folder / "log")
            run_command(*pg_ctl, "-l", log, "-o", f"{listen} {OPTIONS} -c timezone=UTC", "start")
            try:
                yield cls(binaries=binaries, port=port)
            finally:
                run_command(*pg_ctl, "-m", "immediate", "stop")
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def create_database(self, name: str) -> str:
        """Create an empty database and return its URL."""
        connection = ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER]
        run_command(str(self.binaries / "createdb"), *connection, "-T", "template0", name)
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"


def _become_ordinary_user(folder: Path) -> list[str]:
    """The command prefix under which PostgreSQL, which refuses to run as root, will run."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, user="postgres")
    return ["runuser", "-u", "postgres", "--"]


def free_port() -> int:
    """A loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_command(*command: str) -> None:
    """Run a command in a folder every user may enter; its output becomes the error's message."""
    # pg_ctl hands its output to the server, so a pipe would never end: a file does.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(command, cwd="/", stdout=output, stderr=output, check=False)
        output.seek(0)
        if done.returncode != 0:
            message = f"{getpass.getuser()}: {' '.join(command)}\n{output.read()}"
            raise RuntimeError(message)
