"""A server on this machine that speaks the wire protocols of language models, as a test scripts it.

It takes what real clients send, keeps it, and answers in turn; the last answer is given again.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Raw:
    """An answer byte by byte.

    Attributes:
        pause_seconds: how long to wait before each byte of the body.
        before_seconds: how long to wait before anything is said.
    """

    body: bytes = b""
    status: int = 200
    pause_seconds: float = 0.0
    before_seconds: float = 0.0


@dataclass(kw_only=True)
class ChatServer:
    """What the server was asked, and where it is.

    Attributes:
        replies: what the model says, as text or made from the request's body, or raw answers.
        requests: ``(path, headers, body)`` of each request.
    """

    replies: Sequence[str | Raw | Callable[[dict[str, Any]], str]]
    url: str = ""
    requests: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)

    @property
    def sent(self) -> str:
        """All that came, as one text."""
        return json.dumps([body for _, _, body in self.requests], ensure_ascii=False)

    def next_reply(self) -> str | Raw | Callable[[dict[str, Any]], str]:
        return self.replies[min(len(self.requests), len(self.replies)) - 1]


@contextmanager
def chat_server(*replies: str | Raw | Callable[[dict[str, Any]], str]) -> Iterator[ChatServer]:
    """A server that gives ``replies`` one after the other."""
    state = ChatServer(replies=replies)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(state: ChatServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.requests.append((self.path, dict(self.headers), body))
            reply = state.next_reply()
            if callable(reply):
                reply = reply(body)
            raw = reply if isinstance(reply, Raw) else Raw(body=_said(self.path, reply, body))
            try:
                self._send(raw)
            except OSError:
                return  # the client went away, as some tests have it

        def _send(self, raw: Raw) -> None:
            time.sleep(raw.before_seconds)
            self.send_response(raw.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw.body)))
            self.end_headers()
            step = 1 if raw.pause_seconds else max(1, len(raw.body))
            for place in range(0, len(raw.body), step):
                time.sleep(raw.pause_seconds)
                self.wfile.write(raw.body[place : place + step])
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Nothing: tests look at what was asked."""

    return Handler


def _said(path: str, text: str, request: dict[str, Any]) -> bytes:
    """``text`` as the protocol of ``path`` says it, by the model that was asked for."""
    if path.endswith("/messages"):
        message: dict[str, Any] = {
            "id": "msg_1", "type": "message", "role": "assistant", "model": request["model"],
            "content": [{"type": "text", "text": text}], "stop_reason": "end_turn",
            "stop_sequence": None, "usage": {"input_tokens": 100, "output_tokens": 20},
        }  # fmt: skip
    elif ":generateContent" in path:
        content = {"role": "model", "parts": [{"text": text}]}
        message = {
            "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
            "usageMetadata": {
                "promptTokenCount": 100, "candidatesTokenCount": 20, "totalTokenCount": 120,
            },
            "modelVersion": "gemini-test", "responseId": "r1",
        }  # fmt: skip
    else:
        choice = {"role": "assistant", "content": text}
        message = {
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000,
            "model": request["model"],
            "choices": [{"index": 0, "message": choice, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        }  # fmt: skip
    return json.dumps(message).encode()
