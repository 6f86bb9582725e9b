"""``boardroom.yml``: what belongs to a workspace rather than to a process. Read strictly, written
once by ``init``.

Called by ``workspace.workspace``. Passwords of database URLs do not stand in the file: ``init``
keeps them in ``.boardroom/secrets.json``, readable by the owner only.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from boardroom.data.sources.spec import SourceSpec, spec_from_mapping, spec_to_mapping
from boardroom.errors import ModelError
from boardroom.executive.pack import PageSettings
from boardroom.executive.pack_file import MAPPING
from boardroom.governance.policy import OPEN_POLICY, Policy, policy_from_data
from boardroom.language.budget import Limits
from boardroom.semantic.context import Calendar
from boardroom.semantic.model_codec import TEXTS, Codec, Flag, MapOf, Number, Place, Text, Wrong
from boardroom.semantic.model_keys import THRESHOLD
from boardroom.semantic.model_record import Key, Record
from boardroom.semantic.nearest import did_you_mean
from boardroom.semantic.problem import Problem, raise_errors
from boardroom.semantic.yaml_memory import YamlMemory
from boardroom.semantic.yaml_node import Node
from boardroom.semantic.yaml_text import read_yaml

FILE_NAME = "boardroom.yml"
KEYS = (
    "name", "time_zone", "currency", "fiscal_year_start", "as_of", "sources", "policies",
    "sections", "weights", "targets", "thresholds", "owners", "tables", "alerts", "agents",
    "language_model",
)  # fmt: skip

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})\Z")
_NAME = re.compile(r"[A-Za-z0-9][\w .-]*\Z")


@dataclass(frozen=True, kw_only=True)
class AlertSettings:
    """Where alerts go (``alerts`` in ``boardroom.yml``).

    Attributes:
        file: a file that each alert is appended to, one JSON object a line; relative to the
            workspace's folder. Empty = none.
        webhook: an http(s) URL that each alert is posted to as JSON. Empty = none.
    """

    file: str = ""
    webhook: str = ""


@dataclass(frozen=True, kw_only=True)
class LanguageSettings:
    """What a language model may do here (``language_model`` in ``boardroom.yml``).

    Attributes:
        rephrase: find other words for the texts of insights.
        questions: help with questions that the words alone do not answer.
        values: see values of the data beside a question, where the semantic model lists them.
        raw_sql: write SQL where no query says what is asked for.
        tokens_per_question: the most that one question may take; 0 = no limit.
        tokens_per_day: the most that it may read and write in a day; 0 = no limit.
        usd_per_day: the most that it may cost in a day, where its price is known; 0 = no limit.
    """

    rephrase: bool = False
    questions: bool = False
    values: bool = True
    raw_sql: bool = False
    tokens_per_question: float = 40_000
    tokens_per_day: float = Limits.tokens
    usd_per_day: float = Limits.usd


@dataclass(frozen=True, kw_only=True)
class WorkspaceConfig:
    """The content of ``boardroom.yml``.

    Attributes:
        currency: ISO 4217 code of amounts whose unit is not stated; None = unknown.
        as_of: «today» of every page and query that does not say otherwise; None = by the clock.
    """

    name: str
    calendar: Calendar = field(default_factory=Calendar)
    currency: str | None = None
    as_of: date | None = None
    sources: tuple[SourceSpec, ...] = ()
    policy: Policy = OPEN_POLICY
    page: PageSettings = field(default_factory=PageSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    agents: tuple[str, ...] = ()
    language: LanguageSettings = field(default_factory=LanguageSettings)


_ALERTS = Record(
    noun="alerts",
    title="AlertSettings",
    make=AlertSettings,
    keys=(
        Key(name="file", codec=Text(), doc="A file that alerts are appended to as JSON lines."),
        Key(
            name="webhook",
            codec=Text(pattern=r"https?://\S+", expected="an http or https URL"),
            doc="A URL that alerts are posted to as JSON.",
        ),
    ),
)
_LANGUAGE = Record(
    noun="language_model",
    title="LanguageSettings",
    make=LanguageSettings,
    keys=(
        Key(name="rephrase", codec=Flag(), doc="Find other words for the texts of insights."),
        Key(name="questions", codec=Flag(), doc="Help where words alone have no answer."),
        Key(name="values", codec=Flag(), doc="See values of the data beside a question."),
        Key(name="raw_sql", codec=Flag(), doc="Write SQL where no query says it."),
        Key(
            name="tokens_per_question",
            codec=Number(least=0),
            doc="The most tokens that one question may take.",
        ),
        Key(name="tokens_per_day", codec=Number(least=0), doc="The most tokens in a day."),
        Key(name="usd_per_day", codec=Number(least=0), doc="The most money in a day, in USD."),
    ),
)
_PAGE_CODECS: Mapping[str, Codec] = {
    "sections": TEXTS,
    "weights": MapOf(Number(least=0)),
    "targets": MapOf(Number()),
    "thresholds": MapOf(THRESHOLD),
    "owners": MapOf(Text()),
    "tables": MapOf(MAPPING),
}


def yaml_memory(folder: Path) -> YamlMemory:
    """Where a workspace keeps what its YAML files say; anyone may remove it."""
    return YamlMemory(folder=folder / ".boardroom" / "cache" / "yaml")


def read_config(path: Path, *, memory: YamlMemory | None = None) -> WorkspaceConfig:
    """Read ``boardroom.yml``.

    Args:
        memory: where the trees of files read before are kept.

    Raises:
        ModelError: it is missing, unreadable or wrong; lists every problem with file:line.
    """
    try:
        content = path.read_bytes()
    except OSError as exc:
        message = f"cannot read {str(path)!r}: {exc.strerror}"
        raise ModelError(
            message, hint="Make a workspace with: boardroom init DIR --from PATH"
        ) from exc
    file = read_yaml(content, origin=path.name, memory=memory)
    raise_errors(file.problems)
    if file.root is None or not isinstance(file.root.value, Mapping):
        message = f"{path.name}: expected keys such as name and sources, found nothing of the kind"
        raise ModelError(message, hint=f"Known keys: {', '.join(KEYS)}.")
    reader = _Reader(origin=path.name, entries=file.root.value)
    config = reader.config()
    raise_errors(reader.problems, hint=f"Known keys: {', '.join(KEYS)}.")
    return config


def config_to_text(config: WorkspaceConfig) -> str:
    """``config`` as the YAML that ``read_config`` reads; policies are left to people."""
    from ruamel.yaml import YAML

    month, day = config.calendar.fiscal_year_start
    data: dict[str, object] = {"name": config.name, "time_zone": config.calendar.time_zone}
    if config.currency:
        data["currency"] = config.currency
    data["fiscal_year_start"] = f"{month:02d}-{day:02d}"
    if config.as_of:
        data["as_of"] = config.as_of.isoformat()
    data["sources"] = [spec_to_mapping(source) for source in config.sources]
    buffer = StringIO()
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    yaml.dump(data, buffer)
    return buffer.getvalue()


def plain(node: Node) -> object:
    """The values of a YAML tree without their places."""
    if isinstance(node.value, Mapping):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return node.value


@dataclass(kw_only=True)
class _Reader:
    """Reads the keys one by one, collecting problems."""

    origin: str
    entries: Mapping[str, Node]
    problems: list[Problem] = field(default_factory=list)

    def config(self) -> WorkspaceConfig:
        for key, node in self.entries.items():
            if key not in KEYS:
                self._note(node, f"unknown key {key!r}{did_you_mean(key, KEYS)}")
        return WorkspaceConfig(
            name=self._text("name", _NAME, "a name") or "workspace",
            calendar=Calendar(time_zone=self._time_zone(), fiscal_year_start=self._fiscal_start()),
            currency=self._text("currency", _CURRENCY, "an ISO 4217 code such as EUR"),
            as_of=self._as_of(),
            sources=self._sources(),
            policy=self._policy(),
            page=PageSettings(**self._read_all(_PAGE_CODECS), places=self._places()),
            alerts=self._read_all({"alerts": _ALERTS}).get("alerts", AlertSettings()),
            agents=self._read_all({"agents": TEXTS}).get("agents", ()),
            language=self._read_all({"language_model": _LANGUAGE}).get(
                "language_model", LanguageSettings()
            ),
        )

    def _read_all(self, codecs: Mapping[str, Codec]) -> dict[str, Any]:
        """What stands under the keys of ``codecs``, those that are absent or wrong left out."""
        found = {}
        for key, codec in codecs.items():
            node = self.entries.get(key)
            if node is not None and node.value is not None:
                place = Place(origin=self.origin, problems=self.problems).under(key)
                with suppress(Wrong):  # noted by the codec
                    found[key] = codec.read(node, place)
        return found

    def _places(self) -> dict[str, str]:
        """``file:line`` of everything under the keys whose names are checked later."""
        found: dict[str, str] = {}
        for key in (*_PAGE_CODECS, "agents"):
            if key in self.entries:
                _collect_places(self.entries[key], path=key, origin=self.origin, found=found)
        return found

    def _note(self, node: Node, text: str) -> None:
        self.problems.append(Problem(level="error", where=f"{self.origin}:{node.line}", text=text))

    def _text(self, key: str, pattern: re.Pattern[str], expected: str) -> str | None:
        node = self.entries.get(key)
        if node is None or node.value is None:
            return None
        if not pattern.match(node.raw):
            self._note(node, f"{key} is {node.raw!r}, expected {expected}")
            return None
        return node.raw

    def _time_zone(self) -> str:
        node = self.entries.get("time_zone")
        if node is None:
            return "UTC"
        try:
            ZoneInfo(node.raw)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._note(
                node, f"time_zone is {node.raw!r}, expected an IANA name such as Europe/Berlin"
            )
            return "UTC"
        return node.raw

    def _fiscal_start(self) -> tuple[int, int]:
        text = self._text("fiscal_year_start", _MONTH_DAY, "month and day such as 04-01")
        month, day = (int(part) for part in (text or "01-01").split("-"))
        try:
            date(2023, month, day)
        except ValueError:
            self._note(
                self.entries["fiscal_year_start"],
                f"fiscal_year_start is {text!r}, which is no day of every year",
            )
            return 1, 1
        return month, day

    def _as_of(self) -> date | None:
        node = self.entries.get("as_of")
        if node is None or node.value is None:
            return None
        try:
            return date.fromisoformat(node.raw)
        except ValueError:
            self._note(node, f"as_of is {node.raw!r}, expected a date as YYYY-MM-DD")
            return None

    def _sources(self) -> tuple[SourceSpec, ...]:
        node = self.entries.get("sources")
        if node is None or node.value is None:
            return ()
        if not isinstance(node.value, tuple):
            self._note(node, "sources is not a list")
            return ()
        specs = [spec for item in node.value if (spec := self._source(item)) is not None]
        names = [spec.name for spec in specs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._note(node, f"two sources are called {name!r}")
        return tuple(specs)

    def _source(self, node: Node) -> SourceSpec | None:
        if not isinstance(node.value, Mapping):
            self._note(node, "a source needs keys: name, location")
            return None
        try:
            data = plain(node)
            return spec_from_mapping(data, where=f"{self.origin}:{node.line}")  # type: ignore[arg-type]  # a mapping
        except ModelError as exc:
            self.problems.append(
                Problem(level="error", where=f"{self.origin}:{node.line}", text=str(exc))
            )
            return None

    def _policy(self) -> Policy:
        node = self.entries.get("policies")
        if node is None:
            return OPEN_POLICY
        try:
            return policy_from_data(plain(node), origin=f"{self.origin}:{node.line}")
        except ModelError as exc:
            self._note(node, str(exc))
            return OPEN_POLICY


def _collect_places(node: Node, *, path: str, origin: str, found: dict[str, str]) -> None:
    if isinstance(node.value, Mapping):
        below = dict(node.value)
    elif isinstance(node.value, tuple):
        below = {item.raw: item for item in node.value}
    else:
        return
    for name, item in below.items():
        found[f"{path}.{name}"] = f"{origin}:{item.line}"
        _collect_places(item, path=f"{path}.{name}", origin=origin, found=found)


def with_secrets(config: WorkspaceConfig, secrets: Mapping[str, str]) -> WorkspaceConfig:
    """``config`` with the passwords of its sources put back into their URLs (source name →
    password)."""
    return replace(
        config,
        sources=tuple(
            replace(source, location=put_password(source.location, secrets[source.name]))
            if source.name in secrets
            else source
            for source in config.sources
        ),
    )


def take_password(location: str) -> tuple[str, str | None]:
    """A URL without its password, and the password.

    Example:
        >>> take_password("postgresql://ann:s3cret@db/shop")
        ('postgresql://ann@db/shop', 's3cret')
        >>> take_password("data/folder")
        ('data/folder', None)
    """
    found = re.match(r"(\w[\w+.-]*://[^/@:\s]*):(.*)(@[^@]*)\Z", location, re.DOTALL)
    return (found[1] + found[3], found[2]) if found else (location, None)


def put_password(location: str, password: str) -> str:
    """The reverse of ``take_password``."""
    return re.sub(
        r"\A(\w[\w+.-]*://[^/@:\s]*)@", lambda found: f"{found[1]}:{password}@", location, count=1
    )
