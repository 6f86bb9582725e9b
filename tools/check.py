"""Runs every static check and says which failed. Called by `make check`, with `--fix` to repair."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = str(Path(sys.executable).parent) + "/"
CHECKS = {
    "format": [BIN + "ruff", "format", "--check", "."],
    "lint": [BIN + "ruff", "check", "."],
    "types": [BIN + "mypy"],
    "layers": [BIN + "lint-imports", "--cache-dir", ".cache/import-linter"],
}
FIXES = {
    "lint": [BIN + "ruff", "check", "--fix", "."],
    "format": [BIN + "ruff", "format", "."],
}


def main() -> None:
    """Run all checks, even after one has failed."""
    if "--fix" in sys.argv:
        for command in FIXES.values():
            subprocess.run(command, cwd=ROOT, check=False)
    failed = []
    for name, command in CHECKS.items():
        start = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, check=False, text=True, capture_output=True)
        seconds = time.monotonic() - start
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name:7} {seconds:5.1f} s")
        if done.returncode != 0:
            failed.append(name)
            print(done.stdout + done.stderr)
    if failed:
        sys.exit(f"failed: {', '.join(failed)} (`make check ARGS=--fix` repairs format and lint)")


if __name__ == "__main__":
    main()
