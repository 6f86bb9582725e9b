"""Which language model a process talks to, and how: its settings, made into a client.

``provider:model`` names it; everything is passed to the client by hand, so that no variable meant
for another program decides where data goes or whose key is used. Called by ``language.remote``.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from boardroom.errors import MissingExtraError, UsageError
from boardroom.semantic.nearest import did_you_mean

MOST_BYTES = 1_000_000
"""An answer longer than this is not read to its end."""

URLS: Mapping[str, str] = {
    "anthropic": "https://api.anthropic.com",
    "azure": "",
    "google": "https://generativelanguage.googleapis.com",
    "ollama": "http://localhost:11434/v1",
    "openai": "https://api.openai.com/v1",
}
"""Provider → where it is reached when nothing is said; empty = that must be said. ``openai`` is
whatever speaks its chat completions."""

_KEYLESS = "none"
"""Sent as the key to servers that need none: clients insist on one."""


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How a model is reached.

    Attributes:
        name: ``provider:model``, such as ``openai:gpt-5``.
        url: where; empty = the provider's own.
        key: what is sent as the key; empty = none is needed.
        timeout_seconds: how long one question may take, all in all.
    """

    name: str
    url: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    timeout_seconds: float = 30.0

    def __post_init__(self) -> None:
        provider, _, model = self.name.partition(":")
        if provider not in URLS or not model:
            message = f"language model {self.name!r} is not provider:model"
            message += did_you_mean(provider, URLS)
            raise UsageError(message, hint=f"Providers: {', '.join(URLS)}.")
        if not self.url and not URLS[provider]:
            message = f"language model {self.name!r} needs the URL of its resource"
            raise UsageError(message, hint="Set BOARDROOM_LANGUAGE_MODEL_URL.")

    @property
    def provider(self) -> str:
        """Whose protocol is spoken."""
        return self.name.partition(":")[0]

    @property
    def model(self) -> str:
        """The model's name there."""
        return self.name.partition(":")[2]

    @property
    def address(self) -> str:
        """Where it is reached."""
        return self.url or URLS[self.provider]


def open_client(connection: Connection) -> tuple[Any, Any]:
    """The model as ``pydantic_ai`` knows it, and the HTTP client under it, to be closed.

    Raises:
        MissingExtraError: the packages are not installed.
    """
    try:
        http = _open_http(connection.timeout_seconds)
        return _open_model(connection, http), http
    except ImportError as exc:
        message = "the packages that talk to language models are not installed"
        raise MissingExtraError(message, hint="pip install 'boardroom[language]'") from exc


def _open_model(connection: Connection, http: Any) -> Any:
    name, url, key = connection.model, connection.address, connection.key or _KEYLESS
    match connection.provider:
        case "anthropic":
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            anthropic = AnthropicProvider(api_key=key, base_url=url, http_client=http)
            return AnthropicModel(name, provider=anthropic)
        case "google":
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            google = GoogleProvider(api_key=key, base_url=url, http_client=http)
            return GoogleModel(name, provider=google)
        case "ollama":
            from pydantic_ai.models.ollama import OllamaModel
            from pydantic_ai.providers.ollama import OllamaProvider

            ollama = OllamaProvider(api_key=key, base_url=url, http_client=http)
            return OllamaModel(name, provider=ollama)
        case "azure":
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.providers.azure import AzureProvider

            azure = AzureProvider(azure_endpoint=_azure_url(url), api_key=key, http_client=http)
            return OpenAIChatModel(name, provider=azure)
        case _:
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.providers.openai import OpenAIProvider

            openai = OpenAIProvider(api_key=key, base_url=url, http_client=http)
            return OpenAIChatModel(name, provider=openai)


def _azure_url(url: str) -> str:
    """The resource's address of the version without dates, which needs no further setting."""
    bare = url.rstrip("/")
    return bare if bare.endswith("/v1") else f"{bare}/openai/v1"


def _open_http(timeout_seconds: float) -> Any:
    """A client that follows no redirect, keeps nothing, and reads no endless answer."""
    import httpx2

    class Bounded(httpx2.AsyncByteStream):  # type: ignore[misc]  # untyped, as it is optional
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for part in self._stream:
                size += len(part)
                if size > MOST_BYTES:
                    message = f"the answer is longer than {MOST_BYTES:,} bytes"
                    raise httpx2.ReadError(message)
                yield part

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def bound(response: Any) -> None:
        response.stream = Bounded(response.stream)

    return httpx2.AsyncClient(
        timeout=timeout_seconds,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [bound]},
        follow_redirects=False,
    )
