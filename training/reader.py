"""Trains the reader that ships in index/readers/minilm, from question sets to weights.

    python -m training.reader --data DIR --out DIR [--steps N]

DIR holds train/SET/docs.jsonl and questions.jsonl, and dev/SET for scores during training. The run
saves its state in the output folder every --save-every steps, and resumes from it after an
interruption. A finished run that gets more steps starts a new stretch: its learning rate, which has
fallen to 0, rises and falls again.
"""

import argparse
import json
import os
import pickle
import random
import shutil
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from index.embedders import named_embedder
from index.models.weights import DEFAULT_MODEL, find
from index.readers.extractive import ExtractiveReader
from index.readers.network import ARCHITECTURE, Network, initialise
from index.readers.windows import frame
from training.batches import SPAN_WEIGHT, cost
from training.corpora import Corpus, load
from training.curve import draw
from training.groups import SHARES, Group, Sampler
from training.negatives import mine
from training.schedule import MINED, RATE, RECIPE, Schedule, rate
from training.scores import Trial, trials

QUESTIONS = 8
"""Questions of one step."""
WEIGHT_DECAY = 0.01
SAVE_EVERY = 250
"""Steps between two saves."""
SCORE_EVERY = 1000
"""Steps between two scores on the development sets."""
LOG_EVERY = 50
"""Steps between two lines of costs in the log."""
TOKENS_PER_WORD = 1.5
"""A text with more than this on average is not taken for English. Of 950 English documents
(Wikipedia, news, privacy policies) 99 in 100 have fewer; French has 2.0, Spanish 2.1, German 3.1,
Russian 5.9."""


@dataclass(slots=True)
class Run:
    """A training run, and the folder that holds it."""

    out: Path
    steps: int
    seed: int
    questions: int
    network: Network
    optimizer: torch.optim.Optimizer
    samplers: dict[str, Sampler]
    trials: dict[str, Trial]
    model: Path
    """Directory of the model that the encoder starts from."""
    frame: tuple[int, int]
    """The ids of [CLS] and [SEP]."""
    device: torch.device
    save_every: int
    step: int = 0
    since: int = 0
    """The step at which the learning rate last began to rise."""

    def resume(self) -> None:
        """Loads the saved state, if there is one.

        Raises ValueError if it is that of a longer run, or of an unfinished run of another length.
        """
        path = self.out / "latest.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device, weights_only=True)
        step, steps = state["step"], state["steps"]
        if steps > self.steps or step < steps != self.steps:
            raise ValueError(
                f"{self.out} holds {step} steps of a run of {steps}, not of {self.steps}: ask for"
                f" {steps}, for more once they are done, or choose another folder"
            )
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = step
        self.since = state["since"] if steps == self.steps else step
        self._cut_log()

    def _cut_log(self) -> None:
        """Removes the lines of steps that will be repeated."""
        log = self.out / "log.jsonl"
        lines = log.read_text().splitlines(keepends=True) if log.exists() else []
        log.write_text("".join(row for row in lines if json.loads(row)["step"] <= self.step))

    def save(self) -> None:
        """Saves the state; an interruption leaves either the old state or the new one."""
        state = {
            "step": self.step,
            "steps": self.steps,
            "since": self.since,
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }
        partial = self.out / "latest.part"
        with partial.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.out / "latest.pt")

    def train(self) -> None:
        """Does the steps that are left, saves, and writes the reader and the learning curve."""
        schedule = Schedule({name: len(s) for name, s in self.samplers.items()}, self.seed)
        spent, sums, since = time.monotonic(), [0.0, 0.0], self.step
        while self.step < self.steps:
            for group in self.optimizer.param_groups:
                group["lr"] = rate(self.step - self.since, self.steps - self.since)
            losses = self._step(self._groups(schedule))
            self.step += 1
            sums = [a + b for a, b in zip(sums, losses, strict=True)]
            if self.step % LOG_EVERY == 0 or self.step == self.steps:
                count = self.step - since
                seconds = (time.monotonic() - spent) / count
                means = {"sentence": sums[0] / count, "span": sums[1] / count}
                self._write(means | {"seconds": seconds})
                spent, sums, since = time.monotonic(), [0.0, 0.0], self.step
            if self.trials and (self.step % SCORE_EVERY == 0 or self.step == self.steps):
                self._write(self._score())
            if self.step % self.save_every == 0:
                self.save()
        self.save()
        self.export()
        draw(self.out / "log.jsonl", self.out / "curve.svg")

    def export(self) -> Path:
        """Writes the reader in float16, as index.readers loads it; its directory."""
        directory = self.out / "reader"
        directory.mkdir(exist_ok=True)
        weights = {
            name: tensor.detach().to("cpu", torch.float16).contiguous()
            for name, tensor in self.network.state_dict().items()
            if tensor.is_floating_point()
        }
        save_file(weights, directory / "model.safetensors")
        config = json.loads((self.model / "config.json").read_text())
        kept = {name: config[name] for name in ARCHITECTURE} | {"tokens_per_word": TOKENS_PER_WORD}
        (directory / "config.json").write_text(json.dumps(kept, indent=2) + "\n")
        shutil.copyfile(self.model / "tokenizer.json", directory / "tokenizer.json")
        return directory

    def _score(self) -> dict[str, float]:
        """P@1 and cost on each development set, with the reader as it is now."""
        reader = ExtractiveReader(self.export(), sha256=None)
        figures = {}
        for name, trial in self.trials.items():
            figures[name], figures[f"{name} cost"] = trial.scores(reader)
        return figures

    def _write(self, figures: Mapping[str, float]) -> None:
        row = {"step": self.step} | {name: round(value, 4) for name, value in figures.items()}
        with (self.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    def _groups(self, schedule: Schedule) -> list[Group]:
        groups = []
        for number in range(self.step * self.questions, (self.step + 1) * self.questions):
            drawn = schedule[number]
            chance = random.Random(f"{self.seed} {number}")
            groups.append(self.samplers[drawn.source].group(drawn.number, chance))
        return [group for group in groups if group.parts]

    def _step(self, groups: list[Group]) -> tuple[float, float]:
        half = self.device.type == "cuda"
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            sentence, span = cost(self.network, groups, self.frame, self.device)
        (sentence + SPAN_WEIGHT * span).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return float(sentence.detach()), float(span.detach())


def load_samplers(
    data: Path, out: Path, tokenizer: Tokenizer, model: str, without: Collection[str]
) -> dict[str, Sampler]:
    """A sampler for each set of RECIPE that `data` holds, by its name.

    Mined negatives are kept in the folder `out`. Sets and kinds of groups in `without` are left
    out.
    """
    shares = {kind: 0.0 if kind in without else share for kind, share in SHARES.items()}
    found = {}
    for name in RECIPE:
        folder = data / "train" / name
        if name not in without and folder.is_dir():
            corpus = load(folder, tokenizer)
            found[name] = Sampler(corpus, _load_or_mine(corpus, out, model), tokenizer, shares)
    return found


def _load_or_mine(corpus: Corpus, out: Path, model: str) -> list[list[int]] | None:
    if corpus.name not in MINED:
        return None
    path = out / f"{corpus.name}.pkl"
    if not path.exists():
        partial = path.with_suffix(".part")
        partial.write_bytes(pickle.dumps(mine(corpus, named_embedder(model))))
        partial.replace(path)
    found: list[list[int]] = pickle.loads(path.read_bytes())
    return found


def make_parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = argparse.ArgumentParser(description="Train the reader that ships with the package.")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder that holds train/SET and dev/SET"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the run")
    parser.add_argument("--steps", type=int, default=4000, help="length of the whole run")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="questions of a step")
    parser.add_argument(
        "--trials", type=int, default=100, help="questions of each development set for the scores"
    )
    parser.add_argument(
        "--save-every", type=int, default=SAVE_EVERY, metavar="STEPS", help="steps between saves"
    )
    parser.add_argument("--model", default=DEFAULT_MODEL, help="model the encoder starts from")
    parser.add_argument(
        "--without",
        nargs="+",
        default=[],
        choices=[*RECIPE, *SHARES],
        metavar="NAME",
        help="sets and kinds of groups to leave out, of " + ", ".join([*RECIPE, *SHARES]),
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of everything drawn")
    return parser


def main() -> None:
    """Starts or resumes a run, and trains to its end."""
    parser = make_parser()
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(options.seed)
    directory = Path(find(options.model, downloads=False).directory)
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    config: dict[str, Any] = json.loads((directory / "config.json").read_text())
    network = initialise(config, load_file(directory / "model.safetensors")).to(device)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY, fused=True
    )
    run = Run(
        options.out,
        options.steps,
        options.seed,
        options.questions,
        network,
        optimizer,
        load_samplers(options.data, options.out, tokenizer, options.model, options.without),
        trials(options.data, options.out, options.trials),
        directory,
        frame(tokenizer),
        device,
        options.save_every,
    )
    try:
        run.resume()
    except ValueError as error:
        parser.error(str(error))
    network.train()
    run.train()


if __name__ == "__main__":
    main()
