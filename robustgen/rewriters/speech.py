"""`rewrite.speech`: a text is spoken, noise laid over it, and written down again, by Flite, SoX and Pocketsphinx.

What comes back is dictation: small letters, no marks, and words that sound alike. A severity stands for more noise.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import shake_256
from pathlib import Path
from typing import Any

from robustgen.definition import share
from robustgen.gates.structure import Rejected
from robustgen.inspection import package_version, program_version
from robustgen.resources import needed
from robustgen.rewriters.programs import heard, in_batches, run
from robustgen.rewriters.protocol import Answer, Request, rewriter

RECORDINGS = 8
"""Texts that one process writes down, one after the other."""
PATIENCE = 30.0
"""Seconds that speaking a text and laying noise over it have, each; and writing it down, once more for the start."""
SPEECH_LIMIT = 600
"""The longest text that is spoken, in characters: about forty seconds."""
VOICE = "slt"

_RATE = 16000
_RAW = ["-t", "raw", "-r", str(_RATE), "-e", "signed-integer", "-b", "16", "-c", "1"]


NOISE = (0.001, 0.004, 0.007, 0.012, 0.02, 0.025)
"""White noise at severity 1 to 5, and what comes after: its loudest as a share of full scale.

Of 12 everyday sentences the words came out wrong in 11 % without noise, 15 % at 0.004, 30 % at 0.01 and 61 % at 0.02.
"""
_SPEECH = 0.9


def made_by() -> Mapping[str, Any]:
    """Return what speaks, and what listens."""
    return {
        "package": "pocketsphinx",
        "version": package_version("pocketsphinx"),
        "flite": program_version("flite"),
        "sox": program_version("sox"),
        "parameters": {"voice": VOICE, "noise": list(NOISE)},
    }


@rewriter(
    "rewrite.speech",
    label="unknown",
    amount=share(0.12, 0.15, 0.2, 0.35, 0.6, of="words"),
    made_by=made_by,
    languages=("en",),
    source="Flite (voice slt), SoX and Pocketsphinx with their own models",
    needs=needed(["speech"]),
)
def speech(requests: Sequence[Request]) -> list[Answer]:
    """Speak a text in a noisy room and write it down again with Pocketsphinx."""
    wanted = [one for one in requests if speakable(one.text)]
    texts = iter(_heard([(one.text, noise_of(one.severity, one.attempt), one.seed) for one in wanted]))
    answers: list[Answer] = []
    for one in requests:
        if not speakable(one.text):
            answers.append([Rejected("too long to be spoken")])
            continue
        text = next(texts)
        if not text:
            answers.append([Rejected("no answer in time" if text is None else "nothing heard")])
            continue
        answers.append(heard(one, text, {"noise": noise_of(one.severity, one.attempt)}))
    return answers


def speakable(text: str) -> bool:
    """Return whether a text is short enough, and has words to be spoken."""
    return len(text) <= SPEECH_LIMIT and any(map(str.isalpha, text))


def noise_of(severity: int, attempt: int) -> float:
    """Return the noise of a severity; every attempt is a quarter of a severity louder, up to the next one."""
    low, high = NOISE[severity - 1], NOISE[severity]
    return round(low + (high - low) * min(attempt, 4) / 4, 5)


def _heard(items: Sequence[tuple[str, float, int]]) -> list[str | None]:
    """Return what is heard of texts, None where a program failed or took too long."""
    if not items:
        return []
    with tempfile.TemporaryDirectory(prefix="robustgen-speech-") as folder:
        jobs = [(Path(folder, f"{number}.raw"), *item) for number, item in enumerate(items)]
        return in_batches(_listened, jobs, most=RECORDINGS)


def _listened(jobs: Sequence[tuple[Path, str, float, int]]) -> list[str | None]:
    there = [_recorded(*job) for job in jobs]
    files = [str(job[0]) for job, made in zip(jobs, there, strict=True) if made]
    if not files:
        return [None] * len(jobs)
    command = [sys.executable, "-m", "robustgen.rewriters.listening", *files]
    said = run(command, timeout=PATIENCE * (len(files) + 1))
    texts = iter(json.loads(said) if said is not None else [None] * len(files))
    return [next(texts) if made else None for made in there]


def _recorded(file: Path, text: str, noise: float, seed: int) -> bool:
    """Write the recording of a text, raw; return whether that worked."""
    script, spoken, hiss = (file.with_suffix(end) for end in (".txt", ".wav", ".hiss"))
    script.write_text(" ".join(text.split()), encoding="utf-8")
    if run(["flite", "-voice", VOICE, "-f", str(script), "-o", str(spoken)], timeout=PATIENCE) is None:
        return False
    hiss.write_bytes(shake_256(seed.to_bytes(8, "big")).digest(_bytes_for(spoken)))
    mix = ["sox", "-R", "-D", "-m", "-v", str(_SPEECH), str(spoken), "-v", str(noise), *_RAW, str(hiss)]
    return run([*mix, *_RAW, str(file)], timeout=PATIENCE) is not None


def _bytes_for(spoken: Path) -> int:
    """Return how many bytes of noise last as long as a WAV file, whose header is short."""
    return max(2, (spoken.stat().st_size - 44) // 2 * 2)
