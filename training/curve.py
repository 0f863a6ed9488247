"""The learning curve of a run, as a picture."""

import json
from pathlib import Path

SMOOTHED = 10
"""How many points of a cost are averaged for one point of its line."""


def draw(log: Path, picture: Path) -> None:
    """Draws the costs and the development scores in a run's log, as an SVG at `picture`."""
    # A second to import.
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "cited-qa"
    from matplotlib import pyplot

    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    figure, (costs, scores) = pyplot.subplots(2, 1, sharex=True, figsize=(7, 6))
    for name in ("sentence", "span"):
        points = [(row["step"], row[name]) for row in rows if name in row]
        near = [points[max(0, i - SMOOTHED + 1) : i + 1] for i in range(len(points))]
        means = [sum(value for _, value in part) / len(part) for part in near]
        costs.plot([step for step, _ in points], means, label=name)
    costs.set_ylabel("cost")
    costs.legend()
    known = {"step", "sentence", "span", "seconds"}
    names = {name for row in rows for name in row if not name.endswith(" cost")}
    for name in sorted(names - known):
        points = [(row["step"], row[name]) for row in rows if name in row]
        scores.plot(*zip(*points, strict=True), marker="o", label=name)
    scores.set_ylabel("P@1")
    scores.set_xlabel("step")
    if scores.lines:
        scores.legend()
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})
    pyplot.close(figure)
