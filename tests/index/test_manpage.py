"""Manual pages: the words that a terminal shows, as blocks, without macros and escapes."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import LoadError
from index.loaders.manpage import load
from index.loaders.roff.recognition import is_manpage

MAN = '.TH TIDE 1 "2021-08-14" "tide 2.0"\n'
MDOC = ".Dd August 14, 2021\n.Dt TIDE 1\n.Os\n"

POD_PREAMBLE = r"""
.de Sp \" Vertical space
.if t .sp .5v
.if n .sp
..
.de Vb \" Begin verbatim text
.ft CW
.nf
.ne \\$1
..
.de Ve
.ft R
.fi
..
.tr \(*W-
.ds C+ C\v'-.1v'\h'-1p'\s-2+\h'-1p'+\s0\v'.1v'\h'-1p'
.ie n \{\
.    ds -- \(*W-
.    if (\n(.H=4u)&(1m=24u) .ds -- \(*W\h'-12u'\(*W\h'-12u'-\" diablo 10 pitch
.    ds L" ""
.    ds R" ""
.    ds C` ""
.    ds C' ""
'br\}
.el\{\
.    ds -- \|\(em\|
.    ds L" ``
'br\}
.ie \n(.g .ds Aq \(aq
.el       .ds Aq '
.de IX
..
.nr rF 0
.if \n(.g .if rF .nr rF 1
.if (\n(rF:(\n(.g==0)) \{\
.    if \nF \{\
.        de IX
.        tm Index:\\$1\t\\n%\t"\\$2"
..
.        if !\nF==2 \{\
.            nr % 0
.        \}
.    \}
.\}
.rr rF
.IX Title "TIDE 1"
"""


def read(source, head=MAN):
    (extract,) = load((head + source).encode())
    return extract


def blocks(source, head=MAN):
    extract = read(source, head)
    return [
        (block.kind.value, block.level, extract.text[block.start : block.end])
        for block in extract.blocks
    ]


def text(source, head=MAN):
    return read(source, head).text


def refusal(source):
    with pytest.raises(LoadError) as caught:
        load(source.encode())
    return str(caught.value)


def test_the_heading_gives_title_and_date_and_no_text():
    extract = read("The sea rises.")
    assert (extract.title, extract.date, extract.text) == (
        "TIDE(1)",
        "2021-08-14",
        "The sea rises.",
    )
    assert read("Z.", MDOC).title == "TIDE(1)"
    assert read("Z.", MDOC).date == "2021-08-14"
    assert read("Z.", ".Dd $Mdocdate: June 4 2020 $\n.Dt A 8\n").date == "2020-06-04"
    assert read("Z.", '.TH A 1 "GNU"\n').date is None


def test_docbook_writes_the_month_first():
    generator = '.\\" Generator: DocBook XSL Stylesheets\n'
    assert read("Z.", f"{generator}.TH A 1 10/07/2025\n").date == "2025-10-07"
    assert read("Z.", ".TH A 1 10/07/2025\n").date is None


def test_filled_lines_make_paragraphs_and_headings_have_levels():
    source = ".SH NAME\ntide \\- a tool\n.SS\nHow\nThe sea\nrises.\n.PP\nIt falls.\n\nIt rests."
    assert blocks(source) == [
        ("heading", 1, "NAME"),
        ("paragraph", 0, "tide - a tool"),
        ("heading", 2, "How"),
        ("paragraph", 0, "The sea rises."),
        ("paragraph", 0, "It falls."),
        ("paragraph", 0, "It rests."),
    ]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"\fBa\fR\f(CWb\fP\f[I]c", "abc"),
        (r"\-\-all", "--all"),
        (r"\(bu\(em\[u2014]\(aq\(co\[aq]", "•——'©'"),
        (r"a\ b\~c\0d", "a b c d"),
        (r"C:\e\&x\|y\^z", r"C:\xyz"),
        (r"\s-1ASCII\s0 \s+2x\s-2 \s'10'y", "ASCII x y"),
        (r"\*(lqa\*(rq\*R", "“a”®"),
        (r"\N'34'\(:a\(oqb\(cq", '"ä‘b’'),
        (r"a\w'bcd'\v'-1m'e\h'-1n'f", "aef"),
        (r"a\h'2n'b", "a b"),
        (r"a \" comment", "a"),
        (r"a\?\[nothing]\m[red]b\m[]\Q", "ab"),
        ("a\\\nb", "ab"),
        ("a\\c\nb", "ab"),
        ("a \\c\nb", "a b"),
        ("'quoted' words", "'quoted' words"),
    ],
)
def test_escapes_are_resolved_or_vanish(source, shown):
    assert text(source) == shown


def test_fonts_join_their_arguments():
    source = '.B tide \\-v\n.BR tide (1),\n.RI [ file ]\n.BI \\-c " n"\n.B\nbold\n.SM ABC'
    assert text(source) == "tide -v tide(1), [file] -c n bold ABC"


def test_tags_are_terms_and_stand_above_their_descriptions():
    source = ".TP\n.B \\-a\nAll.\n.IP \\-b 4\nBoth.\n.IP\nMore.\n.TP\n\\-c\n.TQ\n.B \\-\\-col\nCol."
    assert blocks(source) == [
        ("term", 0, "-a"),
        ("paragraph", 1, "All."),
        ("term", 0, "-b"),
        ("paragraph", 1, "Both."),
        ("paragraph", 1, "More."),
        ("term", 0, "-c\n--col"),
        ("paragraph", 1, "Col."),
    ]


def test_a_term_without_description_is_an_item():
    assert blocks(".TP\n\\-a\n.PP\nEnd.") == [("item", 1, "-a"), ("paragraph", 0, "End.")]


def test_bullets_and_numbers_are_marks_of_items():
    source = "It does:\n.IP \\(bu 2\nThis.\n.IP \\(bu\nThat.\n.IP 1. 4\nOne.\n.IP\nMore."
    assert blocks(source) == [
        ("paragraph", 0, "It does:"),
        ("item", 1, "This."),
        ("item", 1, "That."),
        ("item", 1, "One."),
        ("paragraph", 1, "More."),
    ]
    assert "• This.\n\n• That.\n\n1. One." in text(source)


def test_indentation_nests():
    source = ".TP\n\\-a\nAll:\n.RS\n.TP\nx\nThe x.\n.RE\n.TP\n\\-b\nBoth."
    assert blocks(source) == [
        ("term", 0, "-a"),
        ("paragraph", 1, "All:"),
        ("term", 1, "x"),
        ("paragraph", 2, "The x."),
        ("term", 0, "-b"),
        ("paragraph", 1, "Both."),
    ]


def test_docbook_and_help2man_indent_below_a_term():
    docbook = ".PP\n\\-a, \\-\\-all\n.RS 4\nAll.\n.RE\n.PP\n\\-b\n.RS 4\nBoth.\n.RE"
    help2man = ".HP\n\\-a, \\-\\-all\n.IP\nAll.\n.HP\n\\-b\n.IP\nBoth."
    expected = [
        ("term", 0, "-a, --all"),
        ("paragraph", 1, "All."),
        ("term", 0, "-b"),
        ("paragraph", 1, "Both."),
    ]
    assert blocks(docbook) == expected
    assert blocks(help2man) == expected


def test_docbook_draws_its_bullets():
    item = (
        ".sp\n.RS 4\n.ie n \\{\\\n\\h'-04'\\(bu\\h'+03'\\c\n.\\}\n"
        ".el \\{\\\n.sp -1\n.IP \\(bu 2.3\n.\\}\n{}\n.RE\n"
    )
    source = "It does:\n" + item.replace("{}", "This.") + item.replace("{}", "That.") + ".sp\nEnd."
    assert blocks(source) == [
        ("paragraph", 0, "It does:"),
        ("item", 1, "This."),
        ("item", 1, "That."),
        ("paragraph", 0, "End."),
    ]


@pytest.mark.parametrize(("start", "end"), [("nf", "fi"), ("EX", "EE"), ("Vb 2", "Ve")])
def test_unfilled_lines_are_code(start, end):
    source = (
        f"{POD_PREAMBLE}Run:\n.PP\n.{start}\n\\&    tide \\-a\n\\&      | sort\n.{end}\n.PP\nEnd."
    )
    assert blocks(source) == [
        ("paragraph", 0, "Run:"),
        ("code", 0, "tide -a\n      | sort"),
        ("paragraph", 0, "End."),
    ]


def test_links_options_and_synopses():
    source = ".SY tide\n.OP \\-a\n.OP \\-f file\n.YS\nSee\n.UR https://a.example\nthe site\n.UE ."
    assert text(source) == "tide [-a] [-f file]\n\nSee the site <https://a.example>."


def test_nothing_of_a_pod_preamble_leaks():
    source = '\\*(C`x\\*(C\' is\\*(--or is \\*(L"not\\*(R"\\*(--\\*(C+.\n.IX Item "x"'
    assert text(source, POD_PREAMBLE + MAN) == '"x" is--or is "not"--C++.'


def test_definitions_and_conditions_do_not_leak():
    source = (
        ".ig\nignored\n..\n.de XX end\nmacro\n.end\n.if t troff\n.if n nroff\n.ie 'a'b' same\n"
        ".el other\n.if t \\{\\\nskipped\n.if n \\{ deep\n\\}\nskipped\n.\\}\n.nosuch words\n"
        ".EQ\nx over y\n.EN\nend"
    )
    assert text(source) == "nroff other end"


def test_macros_of_the_page_are_expanded():
    source = ".de Opt\n.TP\n\\fB\\\\$1\\fR \\\\$2\n..\n.Opt \\-a file\nAll.\n.Opt \\-b\nBoth."
    assert blocks(source) == [
        ("term", 0, "-a file"),
        ("paragraph", 1, "All."),
        ("term", 0, "-b"),
        ("paragraph", 1, "Both."),
    ]


def test_a_macro_that_calls_itself_comes_to_an_end():
    assert text(".de X\n.X\n.X\n..\n.X\nEnd.") == "End."


def test_tables_are_rows():
    source = (
        ".TS\nallbox tab(:);\nlb lb\nl l.\nName:Use\n_\nT{\nThe\n.B tide\nT}:T{\nIt rises.\nT}\n.TE"
    )
    assert blocks(source) == [("header", 0, "Name | Use"), ("row", 0, "The tide | It rises.")]
    plain = ".TS\nl l\nl l.\na\tb\nc\td\n.TE\nEnd."
    assert blocks(plain) == [("row", 0, "a | b"), ("row", 0, "c | d"), ("paragraph", 0, "End.")]


def test_mdoc_lines_are_put_together():
    source = (
        ".Sh NAME\n.Nm tide\n.Nd show tides\n.Sh SYNOPSIS\n.Nm\n.Op Fl av\n.Op Fl f Ar file\n"
        ".Oo\n.Ar host Ns : Ns Ar port\n.Oc\n.Sh DESCRIPTION\nSee\n.Xr ls 1 ,\n.Dq Li a b .\n"
        "Not\n.Pq Pa /etc/tide , Ev HOME ;\n.Fl Fl all\n.Fn main int 'char *argv[]' .\n"
    )
    assert blocks(source, MDOC) == [
        ("heading", 1, "NAME"),
        ("paragraph", 0, "tide – show tides"),
        ("heading", 1, "SYNOPSIS"),
        ("paragraph", 0, "tide [-av] [-f file] [host:port]"),
        ("heading", 1, "DESCRIPTION"),
        (
            "paragraph",
            0,
            "See ls(1), “a b”. Not (/etc/tide, HOME); --all main(int, 'char, *argv[]').",
        ),
    ]


def test_a_line_of_code_may_begin_with_a_space():
    assert blocks(".nf\nif x\n  y\n.fi\nA\n B.") == [
        ("code", 0, "if x\n  y"),
        ("paragraph", 0, "A"),
        ("paragraph", 0, "B."),
    ]


def test_mdoc_lists_are_terms_items_and_rows():
    source = (
        ".Bl -tag -width Ds\n.It Fl a , Fl Fl all\nAll.\n.Pp\nMore.\n.Bl -bullet\n.It\nDeep.\n.El\n"
        ".It Xo\n.Fl b\n.Ar n\n.Xc\nBoth.\n.El\n.Bl -enum\n.It\nOne.\n.El\n"
        ".Bl -column a b\n.It Sy Name Ta Sy Use\n.It x Ta y\n.El\nEnd."
    )
    assert blocks(source, MDOC) == [
        ("term", 0, "-a, --all"),
        ("paragraph", 1, "All."),
        ("paragraph", 1, "More."),
        ("item", 2, "Deep."),
        ("term", 0, "-b n"),
        ("paragraph", 1, "Both."),
        ("item", 1, "One."),
        ("header", 0, "Name | Use"),
        ("row", 0, "x | y"),
        ("paragraph", 0, "End."),
    ]


def test_mdoc_spacing_is_off_between_two_macros():
    source = "As\n.Sm off\n.Oo Ar host : Oc Ar port .\n.Sm on\nThe\n.Fl a Ns Ar n\nend."
    assert text(source, MDOC) == "As [host:]port. The -an end."


def test_mdoc_displays_are_code_and_references_are_lines():
    source = (
        "Run:\n.Bd -literal\ntide -a\n  | sort\n.Ed\n.Dl $ tide Fl b\n.Bd -filled\nThe\nend.\n.Ed\n"
        ".Rs\n.%A A. Author\n.%T Tides\n.%D 2020\n.Re"
    )
    assert blocks(source, MDOC) == [
        ("paragraph", 0, "Run:"),
        ("code", 0, "tide -a\n  | sort"),
        ("code", 0, "$ tide -b"),
        ("paragraph", 0, "The end."),
        ("paragraph", 0, "A. Author, Tides, 2020."),
    ]


def test_a_page_that_names_another_file_is_refused_and_so_is_one_without_text():
    assert refusal(".so man1/tide.1\n") == "it only names another file: man1/tide.1"
    assert refusal(MAN + ".de X\nwords\n..\n") == "no text in it"
    assert refusal("") == "no text in it"


PIECES = st.sampled_from(
    r"""
    .TP .TQ .IP .PP .HP .RS .RE .SH .SS .nf .fi .EX .EE .sp .br .B .BR .UR .UE .SY .YS .OP .TS .TE
    T{ T} .TS~l~l. .de~X .. .X .ig .if~n .if~t .ie~n .el \{\ .\} \} .EQ .EN .so~x
    .ds~y~\*y \*y .nr~a~+1
    .tr~ab .Dd .Sh .Nm .Nd .Bl~-tag .Bl~-bullet .Bl~-column .It .It~Xo .Xc .El .Bd~-literal .Ed .Oo
    .Oc .Op~Fl~a .Fl .Fo .Fc .Fa~x .Rs .Re .%A .Sm~off .Ns .Dl~x .Ex .Ta \c \f( \[ \h'1 \w' \n+[a]
    \( \*
    word words. " ' . .~ \ \\ \" : ; ~ ~~ \(bu \- 1. • \e \h'-04'\(bu\h'+03'\c \$1 .am~X
    .rm~X .als~X~Y
    """.split()
)
LINES = st.lists(st.lists(PIECES, min_size=1, max_size=4).map(" ".join), max_size=40)


def check_soundness(data):
    try:
        (extract,) = load(data)
    except LoadError:
        return
    end = 0
    for block in extract.blocks:
        assert end <= block.start < block.end <= len(extract.text)
        shown = extract.text[block.start : block.end]
        assert shown == shown.strip()
        assert "\0" not in shown
        assert block.level >= 0
        end = block.end


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["", MAN, MDOC]), LINES)
def test_any_lines_of_roff_yield_sound_blocks(head, lines):
    check_soundness((head + "\n".join(lines).replace("~", " ")).encode())


@settings(deadline=None)
@given(st.binary() | st.text().map(lambda each: (MAN + each).encode("utf-8", "replace")))
def test_any_bytes_yield_sound_blocks_or_a_refusal(data):
    check_soundness(data)


@pytest.mark.parametrize(
    "unit",
    [
        ".TP\n\\-a\nAll of it.\n",
        ".RS\n.IP x\n",
        "\\h'1",
        "\\*[L",
        ".if n .if n ",
        ".if n \\{\\\n",
        ".ie n x\n",
        ".de X\nx\n.X\n..\n.X\n",
        ".do do ",
        ".EQ\n",
        '.B "a" b c "d\n',
        ".Bl -tag\n.It Xo\n",
        ".Op Fl a Oo Op Ns ",
        ".Oo Op Fl\n",
        ".TS\nl l.\nT{\n",
        "a\\\n",
        "a\\c\n",
        "\\(bu\\s-1\\fB",
        ".ds x \\*x\\*x\n\\*x\n",
        ".am X\nxx\n..\n.X\n",
        ".nf\n\n \n",
        ".nr a 1+(2*(3\n",
    ],
)
@pytest.mark.parametrize("head", [MAN, MDOC])
def test_the_time_is_linear_in_the_length(head, unit):
    def spent(length):
        data = (head + unit * (length // len(unit))).encode()
        start = process_time()
        check_soundness(data)
        return process_time() - start

    spent(2_000)
    small = min(spent(20_000) for _ in range(2))
    assert spent(160_000) < 40 * small + 0.05


@pytest.mark.parametrize(
    "head",
    [
        b".TH TIDE 1\n.SH NAME\n",
        b'\'\\" t\n.\\" A comment\n\n.TH "TIDE" "1"\n',
        b".Dd August 14, 2021\n.Dt TIDE 1\n",
        POD_PREAMBLE.encode() + b".TH TIDE 1\n",
        b".so man1/tide.1\n",
        b'.so man1/tide.1\n.\\" a comment\n',
        b".nh\n.ds Aq '\n.TH TIDE 1\n",
        b".odd macro\n.TH TIDE 1\n.SH NAME\ntide\n",
    ],
)
def test_a_manual_page_is_recognized(head):
    assert is_manpage(head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"The tide rises.\n.TH is a macro.\n",
        b"Notes on roff\n\n" + b"A line.\n" * 20 + b".TH A 1\n.SH B\n",
        b"\x7fELF\x02\x01",
        b".PHONY: all\nall:\n\techo\n",
        b".so many things\nare here.\n",
    ],
)
def test_another_text_is_no_manual_page(head):
    assert not is_manpage(head)
