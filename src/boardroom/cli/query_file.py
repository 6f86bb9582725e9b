"""A ``Query`` from a JSON file or stdin. Called by the commands that take one."""

import json
from pathlib import Path

import typer

from boardroom.errors import UsageError
from boardroom.semantic.query import Query


def read_query_file(path: Path) -> Query:
    """The query in a file, ``-`` being stdin. Raises: UsageError, QueryError."""
    from boardroom.semantic.query_json import query_from_json

    try:
        text = (
            typer.get_text_stream("stdin").read()
            if str(path) == "-"
            else path.read_text(encoding="utf-8-sig")
        )
        data = json.loads(text)
    except OSError as exc:
        message = f"cannot read the query file {str(path)!r}: {exc.strerror}"
        raise UsageError(message, hint="Give the path of a JSON file, or - for stdin.") from exc
    except ValueError as exc:
        message = f"the query file {str(path)!r} is not JSON: {exc}"
        raise UsageError(
            message, hint='A query looks like {"metrics": ["revenue"], "grain": "month"}.'
        ) from exc
    return query_from_json(data)
