"""A private Redis server for tests: in a temporary folder, behind a socket, gone afterwards."""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_SECONDS = 20.0
_STEP = 0.02


def find_redis() -> str | None:
    """The server's program, if it is installed."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


@contextlib.contextmanager
def started_redis(program: str) -> Iterator[str]:
    """Start a server that keeps nothing, and stop it on leaving; gives its URL."""
    folder = Path(tempfile.mkdtemp(prefix="boardroom-redis-"))
    socket = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _SECONDS
        while not socket.exists():
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError("the Redis server for tests did not start")
            time.sleep(_STEP)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
