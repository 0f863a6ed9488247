"""How somebody would ask for what a heading announces, or for what an option does."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_VERBS = frozenset(
    """access activate add allow alter append apply archive assign attach authenticate avoid back
    backup block boot browse build bypass cache call cancel change check choose clean clear clone
    close collect combine compare compile compress configure connect contribute control convert
    copy count create customize cut debug decode decrease define delete deploy describe detect
    determine diagnose disable disconnect discard display divide download drop dump edit embed
    enable encode encrypt end enforce ensure escape evaluate exclude execute exit expand export
    expose extend extract fetch filter find finish fix follow force format generate get give grant
    group handle hide host identify ignore implement import improve include increase index
    initialize insert inspect install integrate invoke join keep kill launch limit link list load
    lock log look maintain make manage map mark match measure merge migrate mirror modify monitor
    mount move name open optimize order organize output override overwrite pass perform pin plan
    pop prepare preserve prevent print process protect provide publish pull push query quit raise
    read rebuild receive record recover redirect reduce refresh register reject release reload
    remove rename repair repeat replace report request require reset resize resolve restart restore
    restrict resume retain retry return reuse reverse revert review rewrite roll rotate run save
    scale scan schedule search secure select send separate serve set share show sign skip sort
    specify split start stop store stream submit subscribe suppress switch sync synchronize tag
    take terminate test trace track transfer translate treat trigger truncate trust try turn
    uninstall unload unlock unset update upgrade upload use validate verify view wait warn watch
    wrap write""".split()
)
_ASKS = re.compile(r"[^?]*\w[^?]*\?$")
_CLAUSE = re.compile(r"[^.;:,(]+")
_MARKS = re.compile(r"[`*_]|\]\([^)]*\)|[\[\]]|<[^>]*>|\\(?=\W)")
_WORDS = 3, 12
"""The fewest and the most words of what a question says an option does."""
_DROPPED = 0.15
"""The share of an option's own words that a question leaves out."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question."""

    text: str
    of_default: bool = False
    """Whether it asks for the default, and not for what the option does."""
    by_people: bool = False
    """Whether somebody wrote it so."""


def on_heading(heading: str, draw: random.Random) -> Iterator[Wording]:
    """Questions that a heading announces the answer of; few for one that only names a thing."""
    plain = " ".join(_MARKS.sub("", heading).split())
    first, _, rest = plain.partition(" ")
    if _ASKS.match(plain) and len(plain.split()) > 2:
        yield Wording(plain, by_people=True)
    elif plain.lower().startswith("how to ") and len(plain) > 12:
        yield Wording(f"how {draw.choice(('do', 'can'))} I {plain[7:]}?")
    elif (verb := base(first.lower())) and rest:
        asked = draw.choice(("how do I {} {}?", "how can I {} {}", "how to {} {}?"))
        yield Wording(asked.format(verb, rest))
    elif 2 <= len(plain.split()) <= 7 and draw.random() < 0.15:
        yield Wording(draw.choice(("{}", "{}", "what about {}?")).format(plain.lower()))


def on_option(description: str, names: Sequence[str], draw: random.Random) -> Iterator[Wording]:
    """Questions on an option: what it does, what does this, and what its default is."""
    name = draw.choice(names)
    asked = ("what does {} do?", "what is {} for?", "what happens with {}?", "{}", "the {} option")
    yield Wording(draw.choice(asked).format(name))
    if re.search(r"\bdefaults?\b", description.lower()):
        defaults = ("what is the default of {}?", "what does {} default to?", "{} default value")
        yield Wording(draw.choice(defaults).format(name), of_default=True)
    if aim := _aim(description, draw):
        yield Wording(draw.choice(("how do I {}?", "how can I {}?", "option to {}")).format(aim))


def base(verb: str) -> str | None:
    """The base form of a verb in -ing, in -s or in no form; None for what is no known verb."""
    forms = [verb, verb.removesuffix("s"), verb.removesuffix("es"), verb.removesuffix("ies") + "y"]
    if stem := verb.removesuffix("ing") if verb.endswith("ing") else "":
        forms += [stem, stem + "e", stem[:-1]]
    return next((form for form in forms if form in _VERBS), None)


def _aim(description: str, draw: random.Random) -> str | None:
    """What an option does, as somebody might say who wants it: not in all of its words."""
    cells = [cell.strip() for cell in description.strip("| ").split("|")]
    plain = " ".join(_MARKS.sub("", max(cells, key=len)).split())
    clause = _CLAUSE.match(plain)
    words = clause[0].split() if clause else []
    if not _WORDS[0] <= len(words) <= _WORDS[1] or not (verb := base(words[0].lower())):
        return None
    kept = [word for word in words[1:] if draw.random() >= _DROPPED]
    return " ".join([verb, *kept])
