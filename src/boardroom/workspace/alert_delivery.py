"""Alerts leave the house: once each, into a file or to a webhook. Called by ``page_making``.

What did not arrive somewhere is sent there again with the next page; nothing here costs a page.
"""

import json
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from http.client import HTTPException
from pathlib import Path

from boardroom.insight.summary import Alert
from boardroom.store.alert_store import AlertRecord, AlertStore
from boardroom.workspace.config import AlertSettings

TIMEOUT_SECONDS = 5.0

Send = Callable[[Mapping[str, object]], bool]
"""Sends one message; whether it arrived."""


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
    channels = _channels(settings, folder=folder)
    if channels:
        closed = [replace(item, delivered_to="") for item in recovered]
        _deliver([*store.undelivered(channels), *closed], channels, store)
    new = {item.subject for item in opened}
    return tuple(replace(item, new=item.subject in new) for item in found)


def _channels(settings: AlertSettings, *, folder: Path) -> dict[str, Send]:
    """What is configured, by name."""
    found: dict[str, Send] = {}
    if settings.file:
        found[settings.file] = partial(_append, folder / settings.file)
    if settings.webhook:
        found[settings.webhook] = partial(_post, settings.webhook)
    return found


def _deliver(
    records: Sequence[AlertRecord], channels: Mapping[str, Send], store: AlertStore
) -> None:
    """Send each where it has not arrived; what fails once is not waited for again by this page."""
    working = dict(channels)
    for record in records:
        reached = list(record.reached)
        for name in [name for name in working if name not in reached]:
            if working[name](_message(record)):
                reached.append(name)
            else:
                del working[name]
        if tuple(reached) != record.reached:
            store.delivered(record.id, to=reached)


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
