"""Writes the locks from `pyproject.toml` with the pinned uv. Called by `make lock`.

`requirements.lock`: the core, the drawing of charts, the database drivers, the language model
clients, the tools and the build backend.
`requirements-spark.lock`, `requirements-embeddings.lock`: what these extras add, at the versions of
the first. All hold for every platform and every Python that Boardroom supports, and name no host.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
COMMON = (
    "pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes "
    "--no-header --no-annotate --no-emit-index-url --no-emit-find-links"
).split()
EXTRAS = "charts language mysql postgres redis".split()
LOCKS = {
    "requirements.lock": [*(f"--extra={name}" for name in EXTRAS), "--group", "dev"],
    **{
        f"requirements-{extra}.lock": ["--extra", extra, "--constraint", "requirements.lock"]
        for extra in ("spark", "embeddings")
    },
}


def main() -> None:
    """Write both locks; `--upgrade` takes the newest versions that `pyproject.toml` allows."""
    for name, selection in LOCKS.items():
        command = [str(UV), *COMMON, *selection, *sys.argv[1:], "--output-file", name]
        subprocess.run(command, cwd=ROOT, check=True)
        print(f"wrote {name}")


if __name__ == "__main__":
    main()
