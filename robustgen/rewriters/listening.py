"""A program of its own that writes down recordings: `python -m robustgen.rewriters.listening FILE…`.

Recordings are raw: 16,000 samples a second, 16 bits, one channel. Prints a JSON list of texts. In a process of its own
it can be ended when it takes too long, and several run at once.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path


def main(files: list[str]) -> None:
    """Write down what Pocketsphinx hears in each file."""
    decoder = import_module("pocketsphinx").Decoder(samprate=16000, loglevel="FATAL")
    texts = []
    for file in files:
        decoder.reinit_feat()  # what one recording was like says nothing about the next
        decoder.start_utt()
        decoder.process_raw(Path(file).read_bytes(), full_utt=True)
        decoder.end_utt()
        heard = decoder.hyp()
        texts.append(heard.hypstr if heard is not None else "")
    sys.stdout.write(json.dumps(texts))


if __name__ == "__main__":
    main(sys.argv[1:])
