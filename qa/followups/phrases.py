"""The words and noun phrases of English questions, as far as word lists and capitals tell them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PERSONS = frozenset("he him his she her hers himself herself".split())
THINGS = frozenset("it its itself this that".split())
SEVERAL = frozenset("they them their theirs themselves these those".split())
PRONOUNS = PERSONS | THINGS | SEVERAL
POSSESSIVES = frozenset("his her its their".split())
DEMONSTRATIVES = frozenset("this that these those".split())

DETERMINERS = frozenset("the a an my your our his her its their this that these those".split())
PREPOSITIONS = frozenset(
    "of in on at by for with about from to into onto over under between among during before after"
    " since until through across against within without as than like via per near around despite"
    " behind beyond upon toward towards versus vs besides except regarding".split()
)
ASKING = frozenset("who whom whose what which when where why how".split())
AUXILIARIES = frozenset(
    "is are was were be been being am do does did doing done has have had having can could will"
    " would shall should may might must isn't aren't wasn't weren't don't doesn't didn't can't"
    " won't couldn't wouldn't shouldn't hasn't haven't hadn't".split()
)
SUPPORTS = frozenset("do does did can could will would should may might must".split())
"""After these and a subject comes a verb."""
VERBS = frozenset(
    "tell describe explain give show list compare define discuss mention name say said says"
    " know known think mean means meant want wanted need needs like likes get gets got go"
    " goes went make makes made take takes took come comes came use uses used work works"
    " worked play plays played start starts started begin begins began end ends ended happen"
    " happens happened become becomes became live lived die died born win wins won lose lost"
    " cause causes caused help helps helped find found see saw seen call called happening"
    " affect affects affected write wrote written done look looks keep keeps let put try"
    " tried ask asked learn feel believe change changes changed move moved grow grew leave"
    " left differ differs compared originate derived spread bring brought hold held lead led"
    " meet met run ran pay paid buy bought sell sold visit visited include includes included"
    " release released please create created develop developed receive received marry"
    " married remember remembered heard hear wish interested wonder wondering wondered love"
    " loves loved seem seems feeling felt consider considering considered suppose guess"
    " getting buying making using going being having reading looking talking speaking"
    " thinking trying working needing exist exists relate relates related clarify elaborate"
    " expand".split()
)
SMALL = frozenset(
    "i me we us you mine yours ours and or but so then also too not no yes any some all"
    " each every both either neither much many more most few less least very really just"
    " only even still yet already again ever never always often usually there here now today"
    " up down out off if because while though although whether such same other others"
    " another else one ones thing things something anything everything someone anyone"
    " everyone way ways kind kinds type types sort long far old new good bad best better"
    " worst well great interesting important main major possible different similar able"
    " first last next previous own lot lots bit part parts time times year years information"
    " detail details example examples idea ideas question questions answer ok okay oh thanks"
    " thank hi hello nice cool awesome wow sure hmm amazing actually maybe perhaps however"
    " instead it's that's what's there's who's i'm i've i'd i'll let's you're they're he's"
    " she's we've you've they've".split()
)
EMPTY = PRONOUNS | DETERMINERS | PREPOSITIONS | ASKING | AUXILIARIES | VERBS | SMALL
"""Words that name no topic."""

ENGLISH = frozenset(
    "who whose what which when where why how the of is are were did does do they them it"
    " its he she his her this that these those and about with for from to any there more"
    " other".split()
)
FOREIGN = frozenset(
    "der die das den dem ein eine und ist sind war wer wie wo wann warum mit für nicht sie"
    " es auf le la les des un une et est qui que quoi où quand comment pourquoi dans pour"
    " avec ils elle el los las y quién qué cuándo dónde cómo por para con en del fue il lo"
    " gli chi che cosa di per o os as quem onde quando como em um uma het een van wat zijn"
    " och vem vad är".split()
)
"""Small words of the languages that are written most like English."""

_WORD = re.compile(r"[^\W_]+(?:[-.&'’][^\W_]+)*")
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_END = re.compile(r"[.?!]\s+")
_JOINS = frozenset("of de la le du von van der the for".split())
_SUBJECTS = frozenset("to i we you he she they i've i'd i'll we've you've they've".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def stem(self) -> str:
        return stem(self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a text that stand together and name something."""

    text: str
    start: int
    end: int
    stems: frozenset[str]
    """Of the words that say what it is."""
    head: str
    """The stem of the last word."""
    is_name: bool
    is_time: bool
    is_definite: bool
    """Whether "the" stands before it."""
    is_plural: bool


def words(text: str) -> list[Word]:
    """The words of a text in their order; a genitive's ending belongs to none."""
    return [
        Word(w, m.start(), m.start() + len(w)) for m in _WORD.finditer(text) if (w := _bare(m[0]))
    ]


def stem(word: str) -> str:
    """What a word has in common with its plural; for comparing only."""
    word = _bare(word).lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stems(text: str) -> frozenset[str]:
    """Of the words of a text that name a topic."""
    return frozenset(word.stem for word in words(text) if word.lower not in EMPTY)


def is_year(word: str) -> bool:
    return bool(_YEAR.fullmatch(word))


def phrases(text: str) -> list[Phrase]:
    """The phrases of a text that could be what later questions are about, in their order."""
    return [_phrase(text, run) for run in _runs(text)]


def _runs(text: str) -> Iterator[list[Word]]:
    every = words(text)
    verb_at = _verb(every)
    run: list[Word] = []
    for number, word in enumerate(every):
        if run and text[run[-1].end : word.start].strip(" -"):
            yield from _trimmed(run)
            run = []
        is_verb = number == verb_at or _is_verb(every, number)
        opens = _is_capital(word) and (number > 0 or word.lower not in EMPTY)
        names = opens and (word.lower not in EMPTY or _goes_on(every, number))
        joins = word.lower in _JOINS and bool(run) and _is_capital(run[-1])
        if not is_verb and (
            names or word.lower not in EMPTY or (joins and _goes_on(every, number))
        ):
            run.append(word)
        else:
            yield from _trimmed(run)
            run = []
    yield from _trimmed(run)


def _goes_on(every: list[Word], number: int) -> bool:
    """Whether a name goes on after a small word in it."""
    following = [word for word in every[number + 1 : number + 3] if word.lower not in _JOINS]
    return bool(following) and _is_capital(following[0]) and following[0].lower not in EMPTY


def _verb(every: list[Word]) -> int | None:
    """Which word is the verb, where the words before it tell: "who VERB", "did they VERB"."""
    lowers = [word.lower for word in every]
    if lowers[:1] == ["who"] and len(every) > 1 and lowers[1] not in EMPTY:
        return 1
    for number, word in enumerate(lowers[:4]):
        if word in SUPPORTS:
            return _after_subject(every, number + 1)
    return None


def _is_verb(every: list[Word], number: int) -> bool:
    """Whether a word is a verb because of the one before it: "to VERB", "I VERB"."""
    if not number or _is_capital(every[number]):
        return False
    return every[number - 1].lower in _SUBJECTS


def _after_subject(every: list[Word], first: int) -> int | None:
    lowers = [word.lower for word in every]
    if first >= len(every):
        return None
    if lowers[first] in PRONOUNS - DEMONSTRATIVES:
        return first + 1 if first + 1 < len(every) and lowers[first + 1] not in EMPTY else None
    end = first + (lowers[first] in DETERMINERS)
    while end < len(every) and lowers[end] not in EMPTY:
        end += 1
    is_cut = end - first >= 2 and not _is_capital(every[end - 1])
    follows = lowers[end] if end < len(every) else ""
    return end - 1 if is_cut and follows not in VERBS | {"and", "or", "of", "be"} else None


def _trimmed(run: list[Word]) -> Iterator[list[Word]]:
    while run and not _is_capital(run[-1]) and (run[-1].lower in EMPTY or _is_adverb(run[-1])):
        run = run[:-1]
    if run and any(word.lower not in EMPTY for word in run):
        yield run


def _phrase(text: str, run: list[Word]) -> Phrase:
    start, end = run[0].start, run[-1].end
    before = words(text[:start])[-1:]
    named = [word for word in run if _is_capital(word) and word.start > 0]
    return Phrase(
        text=text[start:end],
        start=start,
        end=end,
        stems=frozenset(word.stem for word in run if word.lower not in EMPTY),
        head=run[-1].stem,
        is_name=bool(named) or (len(run) > 1 and _is_capital(run[0]) and _is_capital(run[-1])),
        is_time=is_year(run[-1].text) and len(run) == 1,
        is_definite=bool(before) and before[0].lower == "the",
        is_plural=run[-1].stem != run[-1].lower,
    )


def _is_capital(word: Word) -> bool:
    return word.text[0].isupper() or (word.text[0].isdigit() and not word.text.isdigit())


def _is_adverb(word: Word) -> bool:
    return word.lower.endswith(("ly", "ed"))


def _bare(word: str) -> str:
    return re.sub(r"['’](?:s|S)?$", "", word)


def sentences(text: str) -> list[int]:
    """Where the sentences of a question begin: one at least."""
    every = words(text)
    return [0, *(m.end() for m in _END.finditer(text) if every and m.end() <= every[-1].start)]


def is_english(text: str, before: str) -> bool:
    """Whether a question is English, as far as its small words tell, or else those before it."""
    for each in (text, before):
        lowers = {word.lower for word in words(each)}
        ours, theirs = len(lowers & ENGLISH), len(lowers & FOREIGN)
        if ours or theirs or not any(word.isascii() for word in lowers):
            return ours > theirs
    return True
