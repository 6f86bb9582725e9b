"""Alerts leave the house: once each, into a file or to a webhook. Called by ``page_making``.

What could not be delivered stays undelivered and is tried again with the next page; nothing here
costs a page.
"""

import json
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from http.client import HTTPException
from pathlib import Path

from boardroom.insight.summary import Alert
from boardroom.store.alert_store import AlertRecord, AlertStore
from boardroom.workspace.config import AlertSettings

TIMEOUT_SECONDS = 5.0


def settle_alerts(
    found: Sequence[Alert],
    store: AlertStore,
    settings: AlertSettings,
    *,
    folder: Path,
    at: datetime,
) -> tuple[Alert, ...]:
    """Store what is wrong now, deliver what was not yet, and say which alerts are new."""
    records = [
        AlertRecord(
            subject=item.subject,
            level=item.level,
            title=item.title,
            text=item.text,
            department=item.department,
        )
        for item in found
    ]
    opened, recovered = store.settle(records, at=at)
    if settings.file or settings.webhook:
        for record in (*store.undelivered(), *recovered):
            reached = _deliver(record, settings, folder=folder)
            if reached:
                store.delivered(record.id, to=", ".join(reached))
    new = {item.subject for item in opened}
    return tuple(replace(item, new=item.subject in new) for item in found)


def _deliver(record: AlertRecord, settings: AlertSettings, *, folder: Path) -> list[str]:
    """Where the alert arrived; all that is configured, or nothing counts as delivered."""
    message = _message(record)
    reached = []
    if settings.file:
        if not _append(folder / settings.file, message):
            return []
        reached.append(settings.file)
    if settings.webhook:
        if not _post(settings.webhook, message):
            return []
        reached.append(settings.webhook)
    return reached


def _message(record: AlertRecord) -> Mapping[str, object]:
    return {
        "id": record.id,
        "status": record.status,
        "level": record.level,
        "department": record.department,
        "title": record.title,
        "text": record.text,
        "opened_at": record.opened_at.isoformat() if record.opened_at else None,
        "closed_at": record.closed_at.isoformat() if record.closed_at else None,
    }


def _append(path: Path, message: Mapping[str, object]) -> bool:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(message, ensure_ascii=False) + "\n")
    except OSError:
        return False
    return True


def _post(url: str, message: Mapping[str, object]) -> bool:
    data = json.dumps(message, ensure_ascii=False).encode()
    request = urllib.request.Request(  # noqa: S310  # the owner's own URL, checked to be http(s)
        url, data=data, headers={"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310  # as above
            return True
    except (OSError, HTTPException, ValueError):
        return False
