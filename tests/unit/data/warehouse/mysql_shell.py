"""Runs SQL statements on the tests' MariaDB with its own client."""

from urllib.parse import urlsplit

from tests.postgres import run_command


def run_statements(url: str, statements: str) -> None:
    """Run ``statements``, separated by semicolons, in the database at ``url``."""
    parts = urlsplit(url)
    place = [f"--host={parts.hostname}", f"--port={parts.port}", "--protocol=tcp"]
    who = [f"--user={parts.username}", f"--password={parts.password}"]
    run_command("mariadb", "--no-defaults", *place, *who, parts.path.lstrip("/"), "-e", statements)
