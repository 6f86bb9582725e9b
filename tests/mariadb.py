"""A private MariaDB server for tests of MySQL sources: in a temporary folder, on loopback."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import free_port, run_command

USER, PASSWORD = "boardroom", "boardroom"
START_SECONDS = 60.0


def find_mariadb() -> str | None:
    """The server's program, also off the PATH of an ordinary user."""
    return shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass(frozen=True, kw_only=True)
class MariaServer:
    """A running server with one user who may do anything."""

    socket: Path
    port: int

    @classmethod
    @contextlib.contextmanager
    def started(cls, program: str) -> Iterator["MariaServer"]:
        """Start a server, and stop and remove it on leaving."""
        folder = Path(tempfile.mkdtemp(prefix="boardroom-mariadb-"))
        as_user = ["--user=mysql"] if os.geteuid() == 0 else []
        if as_user:
            shutil.chown(folder, user="mysql")
        place = [*as_user, f"--datadir={folder / 'data'}"]
        server = cls(socket=folder / "socket", port=free_port())
        listen = [f"--port={server.port}", f"--socket={server.socket}", "--bind-address=127.0.0.1"]
        try:
            method = "--auth-root-authentication-method=normal"
            run_command("mariadb-install-db", "--no-defaults", *place, method, "--skip-test-db")
            command = [program, "--no-defaults", *place, *listen, f"--pid-file={folder / 'pid'}"]
            process = subprocess.Popen(
                command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                server._make_user()
                yield server
            finally:
                process.terminate()
                process.wait()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def create_database(self, name: str) -> str:
        """Create an empty database and return its URL."""
        self._execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        return f"mysql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def _make_user(self) -> None:
        """Wait until the server answers, then make the tests' user."""
        deadline = time.monotonic() + START_SECONDS
        statement = (
            f"CREATE OR REPLACE USER {USER}@'%' IDENTIFIED BY '{PASSWORD}';"
            f"GRANT ALL ON *.* TO {USER}@'%';"
            "DELETE FROM mysql.global_priv WHERE User = ''; FLUSH PRIVILEGES"
        )
        while True:
            try:
                return self._execute(statement)
            except RuntimeError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _execute(self, statements: str) -> None:
        socket = f"--socket={self.socket}"
        run_command("mariadb", "--no-defaults", socket, "-u", "root", "-e", statements)
