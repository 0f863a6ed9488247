"""The conditions of `.if`, as they are for a page that is shown on a terminal."""

import re
from collections.abc import Container

from index.loaders.roff.escapes import Escapes, bare

MAX_EXPRESSION_CHARS = 200

_REGISTER = re.compile(r"\\n[+-]?(\[[^\]\s]{0,99}\]|\(..|[^\[(])")
_TOKEN = re.compile(r"(\d+(?:\.\d*)?|\.\d+)[a-zA-Z]?|(<=|>=|==|[-+*/%<>=&:()])")
_ALWAYS = "no"


def condition(text: str, escapes: Escapes, macros: Container[str]) -> tuple[bool, str]:
    """Whether the condition at the beginning of `text` holds, and what follows it."""
    text = text.lstrip(" \t")
    is_wanted = True
    while text.startswith("!"):
        text, is_wanted = text[1:].lstrip(" \t"), not is_wanted
    holds, rest = _condition(text, escapes, macros)
    return holds is is_wanted, rest.lstrip(" \t")


def _condition(text: str, escapes: Escapes, macros: Container[str]) -> tuple[bool, str]:
    first = text[:1]
    if first in ("d", "r", "m", "c", "F", "S"):
        name, _, rest = text[1:].lstrip(" ").partition(" ")
        name = bare(name)
        known = name in escapes.registers if first == "r" else name in escapes.strings
        return known or (first == "d" and name in macros), rest
    if first in ("n", "t", "o", "e", "v"):
        return first in _ALWAYS, text[1:]
    if first.isdigit() or first in ("\\", "(", "-", "+", "."):
        expression, rest = _expression(text)
        return number(expression, escapes) > 0, rest
    left, rest = _until(text[1:], first)
    right, rest = _until(rest, first)
    return escapes.resolve(left) == escapes.resolve(right), rest


def _until(text: str, mark: str) -> tuple[str, str]:
    """The text before `mark`, which stands in no escape, and the text after it."""
    before, _, after = text.partition(mark) if mark else ("", "", text)
    return before, after


def _expression(text: str) -> tuple[str, str]:
    """The expression, which ends at a space that stands in no parentheses, and the rest."""
    depth = 0
    previous = ""
    for place, mark in enumerate(text[:MAX_EXPRESSION_CHARS]):
        is_name = previous == "n" and mark == "("
        if mark in "()" and not is_name:
            depth += 1 if mark == "(" else -1
        elif (mark in " \t" and depth <= 0) or text.startswith(("\\{", ".ds"), place):
            return text[:place], text[place:]
        previous = mark
    return text[:MAX_EXPRESSION_CHARS], text[MAX_EXPRESSION_CHARS:]


def number(expression: str, escapes: Escapes) -> int:
    """The value of a numeric expression, from left to right as in roff; units are ignored."""
    registers = escapes.registers
    plain = _REGISTER.sub(
        lambda found: f"({registers.get(bare(found[1]), 0)})", expression[:MAX_EXPRESSION_CHARS]
    )
    stack: list[tuple[float, str]] = []
    value, operator = 0.0, "+"
    for digits, mark in _TOKEN.findall(plain):
        if digits:
            value, operator = _apply(value, operator, float(digits)), ""
        elif mark == "(":
            stack.append((value, operator))
            value, operator = 0.0, "+"
        elif mark == ")":
            outer, waiting = stack.pop() if stack else (0.0, "+")
            value, operator = _apply(outer, waiting, value), ""
        else:
            operator = mark
    while stack:
        outer, waiting = stack.pop()
        value = _apply(outer, waiting, value)
    return int(max(-1e9, min(value, 1e9)))


def _apply(left: float, operator: str, right: float) -> float:
    if operator in ("/", "%"):
        return 0.0 if not right else left / right if operator == "/" else left % right
    results: dict[str, float] = {
        "+": left + right,
        "-": left - right,
        "*": max(-1e12, min(left * right, 1e12)),
        "<": left < right,
        ">": left > right,
        "<=": left <= right,
        ">=": left >= right,
        "=": left == right,
        "==": left == right,
        "&": left > 0 and right > 0,
        ":": left > 0 or right > 0,
    }
    return float(results.get(operator, right))
