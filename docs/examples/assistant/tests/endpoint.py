"""A chat endpoint on this machine: a model made of rules that reads the prompt, and the faults of real endpoints.

`python tests/endpoint.py` serves it, `OPENAI_BASE_URL` of any client can point there.
"""

from __future__ import annotations

import json
import re
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RULES = {
    "billing": "card charge bill pay payment invoice refund price receipt money discount subscription total",
    "delivery": "parcel package courier ship shipping order tracking deliver delivery box return",
    "account": "password account profile login log sign username user e-mail address name code",
    "technical": "app crash website slow error screen freeze sound install version button battery page bug connect "
    "update upload wifi software",
}

# What happens to a ticket, by a checksum of it in a hundred: on the first try alone, so that trying again helps,
# but for `refuse` and `hang`.
FAULTS = {
    **dict.fromkeys(range(0, 5), "rate limit"),
    **dict.fromkeys(range(5, 9), "server error"),
    **dict.fromkeys(range(9, 12), "cut"),
    **dict.fromkeys(range(12, 15), "half an answer"),
    **dict.fromkeys(range(15, 20), "slow"),
    **dict.fromkeys(range(20, 22), "refuse"),
    22: "hang",
}


def answer(messages: list[dict[str, str]]) -> str:
    """Return what the model of rules says: one of the queues that the task lists, for the last message."""
    listed = re.search(r"one of these queues: ([a-z, ]+)", messages[0]["content"])
    if not listed:
        return "Hello! How can I help you today?"
    words = re.findall(r"[a-z-]+", messages[-1]["content"].lower())
    scores = {
        queue: sum(word.startswith(stem) for word in words for stem in RULES[queue].split())
        for queue in listed[1].split(", ")
    }
    best = max(scores.values())
    if best == 0:
        return "I am not sure where this belongs."
    return f"Queue: {next(queue for queue, score in scores.items() if score == best)}"


class Endpoint(ThreadingHTTPServer):
    """The server; `seen` counts requests by what became of them."""

    daemon_threads = True

    def __init__(self, *, faults: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults = faults
        self.seen: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """What a client takes for its base URL."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def fate(self, ticket: str) -> str:
        """Return what becomes of a request about a ticket, and count it."""
        fault = FAULTS.get(zlib.crc32(ticket.encode()) % 100, "answer") if self.faults else "answer"
        with self.lock:
            self.tried[ticket] += 1
            if self.tried[ticket] > 1 and fault not in ("refuse", "hang"):
                fault = "answer"
            self.seen[fault] += 1
        return fault

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""


class Handler(BaseHTTPRequestHandler):
    """POST /v1/chat/completions, the part of the protocol that chat clients use."""

    protocol_version = "HTTP/1.1"
    server: Endpoint

    def do_POST(self) -> None:
        """Answer a chat."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fate = self.server.fate(asked["messages"][-1]["content"])
        if fate == "rate limit":
            self.send(429, {"error": {"message": "Too many requests", "type": "rate_limit"}}, {"Retry-After": "0.1"})
        elif fate == "server error":
            self.send(500, {"error": {"message": "Internal error", "type": "server_error"}})
        elif fate == "cut":
            self.close_connection = True
        elif fate == "half an answer":
            self.send(200, completion(answer(asked["messages"])), cut=True)
        elif fate == "refuse":
            self.send(200, completion("I'm sorry, but I can't help with that."))
        else:
            time.sleep({"slow": 0.3, "hang": 20.0}.get(fate, 0.0))
            self.send(200, completion(answer(asked["messages"])))

    def send(self, status: int, body: object, headers: dict[str, str] | None = None, *, cut: bool = False) -> None:
        """Write a response, or half of one."""
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        self.close_connection = self.close_connection or cut

    def log_message(self, format: str, *args: object) -> None:
        """Write no log."""


def completion(text: str) -> dict[str, object]:
    """Return an answer as the protocol has it."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "rules-1",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    }


@contextmanager
def serving(*, faults: bool = True) -> Iterator[Endpoint]:
    """Serve while the block runs."""
    server = Endpoint(faults=faults)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    with serving() as served:
        print(f"OPENAI_BASE_URL={served.url}")
        threading.Event().wait()
