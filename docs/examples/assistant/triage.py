"""Sort support tickets into queues with a chat model behind any OpenAI-compatible endpoint."""

from __future__ import annotations

import re
from pathlib import Path

import openai

QUEUES = ("billing", "delivery", "account", "technical")
UNSORTED = "unsorted"  # a person sorts it
PROMPT = (Path(__file__).parent / "prompt.txt").read_text(encoding="utf-8")
PROMPT_VERSION = "3"


def messages(ticket: str) -> list[dict[str, str]]:
    """Return the prompt for a ticket: the task, examples as turns of a chat, and the ticket."""
    task, examples = PROMPT.strip().split("\n\n")
    turns = [{"role": "system", "content": task}]
    for example, queue in (line.split(" -> ") for line in examples.splitlines()):
        turns += [{"role": "user", "content": example}, {"role": "assistant", "content": queue}]
    return [*turns, {"role": "user", "content": ticket}]


def parse(answer: str | None) -> str:
    """Return the queue that an answer names, or UNSORTED where it names none or several."""
    named = {word for word in re.findall(r"[a-z]+", (answer or "").lower()) if word in QUEUES}
    return named.pop() if len(named) == 1 else UNSORTED


class Triage:
    """The application: one call of the model a ticket."""

    def __init__(self, client: openai.AsyncOpenAI, model: str) -> None:
        self.client = client
        self.model = model

    async def __call__(self, ticket: str) -> str:
        """Return the queue of a ticket."""
        completion = await self.client.chat.completions.create(
            model=self.model, messages=messages(ticket), temperature=0, max_tokens=8
        )
        return parse(completion.choices[0].message.content)
