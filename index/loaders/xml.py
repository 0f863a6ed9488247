"""XML as a stream of events, without the entities that a file may declare."""

from collections.abc import Callable
from xml.parsers import expat

from index.errors import LoadError

Start = Callable[[str, dict[str, str]], None]


def parse(
    data: bytes, start: Start, end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Calls `start`, `end` or `text` for every start tag, end tag and piece of text.

    Names come without their prefixes. No tree is built, so no nesting is too deep. Raises LoadError
    for broken XML and for XML that declares entities: they can expand without end, and no honest
    document has them.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = lambda name, attributes: start(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise LoadError(f"broken XML in it: {error}") from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*declared: object) -> None:
    raise LoadError("XML entities are declared in it, which is not read")
