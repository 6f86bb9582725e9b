"""Makes `.venv` and installs the locked dependencies and the project into it.

Called by `make setup` (and by every recipe that needs the environment) with whatever `python3` is
there, so it uses the standard library only, and hands over to a newer Python when that is too old.
Running it again costs nothing while the locks and `pyproject.toml` stay as they are.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

OLDEST = (3, 11)
NEWEST = (3, 14)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
EXTRAS = {
    "spark": ["--no-build-isolation"],
    "embeddings": ["--no-deps"],  # It asks for PyTorch, which is not used.
}
"""What is installed only when asked for, each with its own lock → options of the installer."""
LOCKS = {
    "main": ROOT / "requirements.lock",
    **{extra: ROOT / f"requirements-{extra}.lock" for extra in EXTRAS},
}


def main() -> None:
    """Make the environment, or say what the machine lacks."""
    parser = argparse.ArgumentParser(description="Make .venv from the locks.")
    parser.add_argument("--with-spark", action="store_true", help="install pyspark too (450 MB)")
    parser.add_argument("--with-embeddings", action="store_true", help="install MiniLM too (84 MB)")
    chosen = parser.parse_args()
    require_python()
    for name in ("main", *(extra for extra in EXTRAS if getattr(chosen, f"with_{extra}"))):
        install(name)


def require_python() -> None:
    """Go on in a Python that is new enough and can make virtual environments, or stop."""
    wanted = ".".join(map(str, OLDEST))
    if sys.version_info < OLDEST:
        newer = find_newer_python()
        if newer is None:
            stop(
                f"Boardroom needs Python {wanted} or newer; this is {sys.version.split()[0]}.",
                "On Debian 12, Ubuntu 24.04 or newer: sudo apt-get install python3 python3-venv",
            )
        os.execv(newer, [newer, *sys.argv])
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        package = "python{}.{}-venv".format(*sys.version_info)
        stop(
            "This Python cannot make virtual environments: its venv module is not complete.",
            f"On Debian and Ubuntu: sudo apt-get install python3-venv   (or {package})",
        )


def find_newer_python() -> str | None:
    """The newest `python3.x` on the PATH that Boardroom runs on, and that runs."""
    names = (f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1))
    found = (path for path in map(shutil.which, names) if path)
    return next((path for path in found if run([path, "-c", ""], quiet=True)), None)


def stop(message: str, hint: str) -> NoReturn:
    """Leave with a message for a person."""
    sys.exit(f"{message}\n{hint}")


def install(name: str) -> None:
    """Install one lock, and with the main one the project, unless that was done before."""
    stamp = VENV / f".installed-{name}"
    state = fingerprint(LOCKS[name])
    if stamp.exists() and stamp.read_text() == state and (VENV / "bin" / "boardroom").exists():
        return
    python = make_environment()
    say(f"installing {LOCKS[name].name}")
    pip_install(python, "--require-hashes", *EXTRAS.get(name, []), "-r", str(LOCKS[name]))
    if name == "main":
        pip_install(python, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    stamp.write_text(state)


def fingerprint(lock: Path) -> str:
    """A digest of all that decides what is installed."""
    files = (lock, ROOT / "pyproject.toml", Path(__file__))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def make_environment() -> Path:
    """The Python of `.venv`, made anew when it is missing or broken, with the pinned uv in it."""
    python = VENV / "bin" / "python"
    works = python.exists() and run([python, "-m", "pip", "--version"], quiet=True)
    if not works:
        say("making .venv")
        if not run([sys.executable, "-m", "venv", "--clear", VENV]):
            stop("Could not make .venv.", "On Debian and Ubuntu: sudo apt-get install python3-venv")
    if not (VENV / "bin" / "uv").exists():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(locked_block("uv"))
            file.flush()
            run([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", file.name])
    return python


def locked_block(package: str) -> str:
    """The lines of the main lock that pin one package with its hashes."""
    lines = LOCKS["main"].read_text().splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith(f"{package}=="))
    last = next(i for i in range(first, len(lines)) if not lines[i].endswith("\\"))
    return "\n".join(lines[first : last + 1]) + "\n"


def pip_install(python: Path, *arguments: str) -> None:
    """Install with uv, which is fast; with pip, where only pip knows the way to the registry."""
    uv = VENV / "bin" / "uv"
    if run([uv, "pip", "install", "-q", "--python", python, *arguments]):
        return
    say("uv could not; trying pip")
    if not run([python, "-m", "pip", "install", "-q", *arguments]):
        stop(
            "The dependencies could not be installed; the messages above say why.",
            "Is the Python package registry reachable from here? `pip config list` shows the way.",
        )


def run(command: list[str | Path], *, quiet: bool = False) -> bool:
    """Run a command; whether it worked."""
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, stdout=output, stderr=output, check=False).returncode == 0
    except OSError:
        return False


def say(text: str) -> None:
    """Tell progress on stderr."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
