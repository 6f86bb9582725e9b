"""Alerts leave the house: once each, into a file or to a webhook. Called by ``page_making``.

What did not arrive somewhere is sent there again with the next page; nothing here costs a page.
"""

import json
import urllib.request
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPException
from pathlib import Path

from boardroom.clock import Clock
from boardroom.executive.alert import Unjudged
from boardroom.insight.summary import Alert
from boardroom.store.alert_store import AlertRecord, AlertStore
from boardroom.workspace.config import AlertSettings

TIMEOUT_SECONDS = 5.0

Send = Callable[[Mapping[str, object]], str]
"""Sends one message; empty when it arrived, else why not."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of a page's alerts.

    Attributes:
        alerts: those of the page, marked where they are new.
        unsent: place → why a message did not arrive there.
    """

    alerts: tuple[Alert, ...]
    unsent: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class AlertDesk:
    """Keeps and sends the alerts of one workspace.

    Attributes:
        folder: the workspace's; a file to write to is relative to it.
    """

    store: AlertStore
    settings: AlertSettings
    folder: Path
    clock: Clock

    def settle(
        self, found: Sequence[Alert], *, unjudged: Unjudged, quiet: Collection[str] = ()
    ) -> Settled:
        """Store what is wrong now, send what was not sent yet, and say which alerts are new; those
        of ``quiet`` insights, which somebody dismissed, end without a message.
        """
        places = self._places()
        opened, _ = self.store.settle(
            found,
            at=self.clock.now(),
            places=tuple(places),
            unknown=lambda item: unjudged.holds(item.subject, department=item.department),
            quiet=quiet,
        )
        new = {item.subject for item in opened}
        return Settled(
            alerts=tuple(replace(item, new=item.subject in new) for item in found),
            unsent=self._send(places),
        )

    def _places(self) -> dict[str, Send]:
        """What is configured, by name."""
        found: dict[str, Send] = {}
        if self.settings.file:
            found[self.settings.file] = partial(_append, self.folder / self.settings.file)
        if self.settings.webhook:
            found[self.settings.webhook] = partial(_post, self.settings.webhook)
        return found

    def _send(self, places: Mapping[str, Send]) -> Mapping[str, str]:
        """Send what is due; a place that fails once is not waited for again by this page."""
        working = dict(places)
        unsent: dict[str, str] = {}
        while working:
            record = self.store.claim(working, at=self.clock.now())
            if record is None:
                break
            reached = []
            for name in [name for name in record.due if name in working]:
                why = working[name](_message(record))
                if why:
                    unsent[name] = why
                    del working[name]
                else:
                    reached.append(name)
            self.store.sent(record, to=reached)
        return unsent


def _message(record: AlertRecord) -> Mapping[str, object]:
    return {
        "id": record.id,
        "status": record.status,
        "level": record.level,
        "department": record.department,
        "title": record.title,
        "text": record.text,
        "opened_at": record.opened_at.isoformat(),
        "closed_at": record.closed_at.isoformat() if record.closed_at else None,
    }


def _append(path: Path, message: Mapping[str, object]) -> str:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(message, ensure_ascii=False) + "\n")
    except OSError as exc:
        return exc.strerror or str(exc)
    return ""


def _post(url: str, message: Mapping[str, object]) -> str:
    data = json.dumps(message, ensure_ascii=False).encode()
    request = urllib.request.Request(  # noqa: S310  # the owner's own URL, checked to be http(s)
        url, data=data, headers={"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310  # as above
            return ""
    except (OSError, HTTPException, ValueError) as exc:
        return str(exc) or type(exc).__name__
