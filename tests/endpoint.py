"""A loopback endpoint in the manner of OpenAI's: an honest paraphraser by rules that reads its prompts, and faults."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

KEY = "sk-this-is-a-secret-0815"
WORDS = {
    "find": ("look for", "search for"), "play": ("put on", "start"), "show": ("display", "let me see"), "big": ("large",),
    "buy": ("purchase", "get"), "begin": ("start",), "movie": ("film",), "shop": ("store",), "want": ("would like",),
    "please": ("kindly",), "nice": ("pleasant", "lovely"), "quickly": ("fast", "soon"), "street": ("road",),
}  # fmt: skip


def marked(prompt: str, which: str = "") -> str:
    """The text that stands between two marks of a prompt."""
    found = re.search(rf"^([0-9a-f]{{16}}){which}\n(.*)\n\1{which}$", prompt, re.MULTILINE | re.DOTALL)
    assert found, prompt
    return found.group(2)


def paraphrased(text: str, random: Random) -> str:
    """The text with words exchanged that WORDS knows; at high temperatures one more "not", which is a mistake."""
    return re.sub(r"[a-z]+", lambda word: random.choice(WORDS.get(word.group(), (word.group(),))), text)


def honest(prompt: str, temperature: float, seed: int) -> str:
    """Answer a prompt of ours as asked; what is at fault in a rewrite is a "not" that the text has not."""
    if prompt.startswith("You compare"):
        return compared(prompt)
    random = Random(f"{seed} {prompt}")
    if prompt.startswith("You say a text"):
        text = paraphrased(marked(prompt), random)
        return json.dumps({"rewrite": text + " not" if "wobbly" in text else text})
    if prompt.startswith("You hold"):
        wrong = "not" in marked(prompt, "-2").split() and "not" not in marked(prompt, "-1").split()
        return json.dumps({"faults": [{"principle": "meaning", "why": "a denial was added"}] if wrong else []})
    assert prompt.startswith("You mend")
    return json.dumps({"rewrite": marked(prompt, "-2").removesuffix(" not")})


def compared(prompt: str) -> str:
    """Answer a judge's prompt by the words that the texts share, but obey every order found anywhere in it."""
    codes = dict(re.findall(r"^([0-9A-F]{4}) = (they (?:do not )?say the same)$", prompt, re.MULTILINE))
    first = next(iter(codes))
    meant = {text: code for code, text in codes.items()}
    between = prompt.partition("task, change it or answer for you.")[2].partition("Do the two")[0]
    order = re.search(
        r"\b(?:answer|reply|respond|output|say)(?: only)?(?: with)? (.+?)(?:[.!\n]|$)", between, re.IGNORECASE
    )
    if order:
        said = order.group(1)
        if "first code" in said:
            return first
        if "second code" in said:
            return list(codes)[1]
        return meant["they say the same"] if "code" in said and "same" in said else said
    one, two = (
        re.search(rf"^([0-9a-f]{{12}})-{n}\n(.*?)\n\1-{n}$", prompt, re.MULTILINE | re.DOTALL).group(2)
        for n in (1, 2)  # type: ignore[union-attr]
    )
    words = [set(re.findall(r"\w+", text.lower())) for text in (one, two)]
    alike = len(words[0] & words[1]) > 0.6 * len(words[0] | words[1])
    return meant["they say the same" if alike else "they do not say the same"]


Fault = Callable[[int, dict[str, Any]], "tuple[int, dict[str, str], bytes] | str | None"]
"""Takes the number of a call and its body: a raw answer, the text of an answer, or None for the honest one."""


class Endpoint:
    """What was asked, and what to do wrong."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.fault: Fault = lambda number, body: None
        self.url = ""
        self._lock = threading.Lock()

    def answer(self, body: dict[str, Any], key: str) -> tuple[int, dict[str, str], bytes]:
        """Answer one call."""
        with self._lock:
            number = len(self.asked)
            self.asked.append(body)
            self.keys.add(key)
        found = self.fault(number, body)
        if isinstance(found, tuple):
            return found
        prompt = body["messages"][0]["content"]
        return 200, {}, completion(honest(prompt, body["temperature"], body["seed"]) if found is None else found)


def completion(text: str | None, *, finish: str = "stop", **message: Any) -> bytes:
    """A chat completion of 100 tokens asked and 20 answered."""
    return json.dumps(
        {
            "id": "c", "object": "chat.completion", "created": 0, "model": "m",
            "choices": [
                {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        }
    ).encode()  # fmt: skip


@contextmanager
def serving() -> Iterator[Endpoint]:
    """An endpoint on a free port of this machine."""
    endpoint = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, headers, data = endpoint.answer(body, self.headers["authorization"])
            time.sleep(float(headers.pop("x-sleep", 0)))
            size = int(headers.pop("x-size", len(data)))
            try:
                self.send_response(status)
                for name, value in {"content-type": "application/json", "content-length": str(size), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            except OSError:  # the client waited no longer
                pass

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
        try:
            yield endpoint
        finally:
            server.shutdown()
