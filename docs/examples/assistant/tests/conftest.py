from __future__ import annotations

import os

import endpoint
import local
import openai
import pytest
import robustgen
import triage


def pytest_addoption(parser):
    parser.addoption(
        "--endpoint",
        default="rules",
        metavar="rules|local|URL",
        help="rules: a model made of rules, with faults; local: a small language model; or any OpenAI-compatible URL",
    )
    parser.addoption("--model", default="rules-1", help="the model to ask for there")


@pytest.fixture(scope="session")
def base_url(request):
    chosen = request.config.getoption("--endpoint")
    if chosen == "rules":
        with endpoint.serving() as server:
            yield server.url
    elif chosen == "local":
        with local.serving() as url:
            yield url
    else:
        yield chosen


@pytest.fixture(scope="session")
def sort(request, base_url):
    """Return the application as a model: named for the cache, priced, with what passes tried again."""
    name = request.config.getoption("--model")
    slow = request.config.getoption("--endpoint") == "local"
    # robustgen tries again, and counts it: the client need not.
    client = openai.AsyncOpenAI(base_url=base_url, api_key=os.environ.get("OPENAI_API_KEY", "none"), max_retries=0)
    return robustgen.model(
        triage.Triage(client, name),
        id=f"triage/{name}",
        params={"prompt": triage.PROMPT_VERSION, "temperature": 0},
        cost=0.0002,
        each=True,
        timeout=60 if slow else 5,
        retry_on=(openai.RateLimitError, openai.InternalServerError, openai.APIConnectionError),
    )
