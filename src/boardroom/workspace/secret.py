"""Passwords of sources: kept beside the workspace in a file that only its owner can read.

``boardroom.yml`` holds the URLs without them, so that it can be shared. Called when a workspace is
made and opened.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from boardroom.errors import StorageError


def read_secrets(folder: Path) -> Mapping[str, str]:
    """Passwords by source name; empty when none were kept. Raises: StorageError: the file is
    damaged."""
    path = folder / ".boardroom" / "secrets.json"
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(secret) for name, secret in data.items()}
    except (OSError, ValueError, AttributeError) as exc:
        message = f"cannot read the passwords in {str(path)!r}"
        raise StorageError(
            message, hint='Write {"source name": "password"} into it again.'
        ) from exc


def write_secrets(folder: Path, secrets: Mapping[str, str]) -> None:
    """Keep passwords in a file that only its owner can read."""
    path = folder / ".boardroom" / "secrets.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(dict(secrets), file, indent=1)
