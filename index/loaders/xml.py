"""XML read as it comes, without entities of its own making."""

from collections.abc import Callable
from xml.parsers import expat

from index.errors import LoadError

Start = Callable[[str, dict[str, str]], None]


def parse(
    data: bytes, start: Start, end: Callable[[str], None], text: Callable[[str], None]
) -> None:
    """Calls for every start tag, end tag and piece of text; names are without their prefixes.

    Nothing is built, so no nesting is too deep. Raises LoadError for XML that is broken or
    declares entities: no honest document has them, and they can grow without end.
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
