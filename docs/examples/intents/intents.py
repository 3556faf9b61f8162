"""What a traveller wants: train a model on data/train.csv, and ask it.

python intents.py train              word features; writes model.joblib
python intents.py train --augment    the same, from the training phrases and misspelled ones
python intents.py train --pieces     pieces of words as features
python intents.py say "Where is my bag?"
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import joblib
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

HERE = Path(__file__).parent
TRAIN = HERE / "data" / "train.csv"
MODEL = HERE / "model.joblib"

# What training phrases are varied by. typo.human and others of the tests are not here: a model that learned these slips
# alone would show it there.
AUGMENT = ["typo.drop", "typo.swap", "typo.double", "typo.insert", "typo.space_drop"]


def read(path: Path) -> tuple[list[str], list[str]]:
    """Return the texts and the labels of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def train(*, augment: bool = False, pieces: bool = False) -> Pipeline:
    """Return a model of the training phrases."""
    texts, labels = read(TRAIN)
    if augment:
        import robustgen

        for variant in robustgen.generate(TRAIN, perturb=AUGMENT, severity=(1, 3), per_example=2, task="intent"):
            texts.append(variant.text)
            labels.append(variant.expected)
    if pieces:
        features = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    else:
        features = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return make_pipeline(features, LinearSVC(random_state=0)).fit(texts, labels)


def load() -> Pipeline:
    """Return the model that was trained last."""
    if not MODEL.exists():
        raise SystemExit("there is no model.joblib yet: python intents.py train")
    return joblib.load(MODEL)


def main() -> None:
    """Run a command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="write model.joblib")
    training.add_argument("--augment", action="store_true", help="train on misspelled phrases too")
    training.add_argument("--pieces", action="store_true", help="pieces of words as features")
    commands.add_parser("say", help="print what a sentence wants").add_argument("text")
    args = parser.parse_args()
    if args.command == "say":
        print(load().predict([args.text])[0])
        return
    joblib.dump(train(augment=args.augment, pieces=args.pieces), MODEL)
    print(f"wrote {MODEL.name}")


if __name__ == "__main__":
    main()
