"""What mutations put into files: odd characters, and the words that each format is made of."""

ODD = [
    *"\ufeff \u202e \u2066 \u200d \xad \x1b[31m ſ İ ß ﬁ Ǆ ٣ ² ① 〇 ﷽ 漢 。 「 、 ״ ؟ …".split(),
    *"“ ” ‘ ’ • – — e\u0301\u0301\u0301 👩\u200d👧 \U0001f1e9 \U000e0041 \ue000 \uffff".split(),
    *"\ufffe ' ( [ . ! ? 1. a. 1) Mr. U.S. p.m. ... 2021-02-30 0000-01-01 1999-13-01".split(),
    *"10000 31␣Feb␣1021 Date:␣ Augu\u017ft␣2021".split(),
    *("\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\u3000", "\xa0", '"'),
]
BYTES = [
    *b"\0|\xff|\x80|\r|\n|\r\n|\n\n|\t| |\xff\xfe|\xfe\xff|\xef\xbb\xbf|\xed\xa0\x80".split(b"|"),
    *b"\xc0\x80|\xf4\x90\x80\x80|\x1f\x8b|%PDF-|PK\x03\x04|\x1b$B|\x1b(J".split(b"|"),
]
TOKENS = {
    "Markdown": r"""
    --- +++ ... # ## #␣ | > ``` ~~~ * - 1. title: date: "title:␣[" date:␣2021 &a *a <<: !!int
    !!python/object !!timestamp ? : - [ ] { } %YAML %TAG ' '' '''' title=
    date=1979-05-27T07:32:00Z date=07:32:00 [[a]] [a.b] 1e999 0x 0b1 inf nan " "" \u0000 \uD800
    \U00110000 \x00 ![ ]( [a]: <!-- --> $$
    """,
    "HTML": r"""
    < > </ /> <! <!-- --> --!> <![CDATA[ ]]> <? ?> & &amp &#0; &#xD800; &#x110000; &#99999999999;
    &NotEqualTilde; <p> </p> <div> </div> <table> <tr> <td> </table> <pre> </pre> <script>
    </script> <style> </style> <title> </title> <svg> <math> <template> <noscript> <plaintext>
    <xmp> <textarea> <select> <option> <iframe> <li> <ul> <h1> <br> <a <b> <i> <p/ <meta
    <meta␣charset=utf-7> <meta␣charset=utf-16> <meta␣charset=hex> <meta␣charset=idna> <base>
    <time␣datetime= <time␣datetime="2021-13-45"> <script␣type="application/ld+json">
    {"datePublished":"0000"} <nav> <aside> <footer> <article> <main> role=navigation
    itemprop=datePublished property=og:title content= <body> </body> <html> </html> <head> </head>
    <form> <frameset> <col> <caption> <ruby> <q> <blockquote> <font> <object> <image> <hr> <dd>
    <dt> xmlns:a= <a:b> <!DOCTYPE <!ENTITY %a; = ' " style="display:none" hidden
    """,
    "XML": r"""
    < > </ /> & &amp; &#0; &#x110000; &lt <!DOCTYPE <!ENTITY <![CDATA[ ]]> <? ?>
    <?xml␣version="1.0"␣encoding="UTF-16"?> <?xml␣version="1.1"?> encoding="hex" encoding="idna"
    encoding="x" xmlns= <w:p> </w:p> <w:r> <w:t> </w:t> <w:tab/> <w:br/> <w:tbl> <w:tr> <w:tc>
    </w:tc> </w:tr> </w:tbl> <w:del> </w:del> <w:moveFrom> <w:pStyle␣w:val="Title"/> <mc:Fallback>
    <w:footnote> <w:txbxContent> <dc:title> <dc:date>
    <item␣id="a"␣href="a"␣media-type="text/html"/> <itemref␣idref="a"/>
    <rootfile␣full-path="../a"/> <spine> <manifest> <p> </p> <body> </body> <pre> href="#"
    href="%00" href="/" event="x"
    """,
    "JSON Lines": r"""
    { } [ ] , : " "" \ \" \u \u0000 \ud800 \udfff \ud83d\ude00 \x null true false NaN Infinity
    -Infinity 1e999 -0 123456789012345678901234567890 0.1e-999 {"text": "text": "title": "date":
    "id": "text":[ "text":{ "text":null, "text":1, "text":true, "date":1e999, "date":"0000",
    "id":1e400, "TEXT": // /* ' undefined [[[[[[[[ {"a":
    """,
    "CSV": r"""
    , ; | " "" ,"", "," \" ' text title date id text,text =1+1 #N/A sep=; 1,2 ,,,,,,,, ;;;;;;;;
    """,
    "e-mail": r"""
    From: To: Subject: Date: Content-Type: Content-Transfer-Encoding: Content-Disposition:
    MIME-Version: boundary= boundary="" multipart/mixed multipart/alternative multipart/related
    message/rfc822 message/partial message/delivery-status message/external-body text/plain
    text/html text/enriched application/octet-stream charset= charset=utf-7 charset=utf-16
    charset=idna charset=hex charset=punycode charset=unknown-8bit charset=rot13 charset=undefined
    charset*=utf-8''%ff name*0*= name*1*=%D8 name*99999999999= filename*=x'y'%E4 filename=" base64
    quoted-printable x-uuencode 7bit 8bit begin end =?utf-8?q? =?utf-8?b? ?= =?utf-8?q?=ff?=
    =?hex?q?x?= =?utf-8*en?q?x?= =?us-ascii?b?/////w==?= = =\n =0D=0A =3D =zz -- --x-- <a@b> ( )
    (( " "" , ; : :; @ <> [ ] \ \" ,,,, attachment; inline; Mon, 99 99:99:99 +9999 -0000
    99999999999 Sat,␣14␣Aug
    """,
    "PDF": r"""
    obj endobj stream endstream xref trailer startxref %%EOF << >> [ ] ( ) < > /Type /Page /Pages
    /Kids /Count /Parent /Catalog /Root /Size /Prev /XRef /ObjStm /N /First /W /Index /Length
    /Filter /FlateDecode /LZWDecode /ASCII85Decode /ASCIIHexDecode /RunLengthDecode /DCTDecode
    /JBIG2Decode /JPXDecode /CCITTFaxDecode /Crypt /DecodeParms /Predictor /Columns /Contents
    /Resources /Font /Type0 /Type1 /Type3 /TrueType /CIDFontType2 /ToUnicode /Encoding /Identity-H
    /Differences /Widths /W /DW /FirstChar /LastChar /MediaBox /Rotate /UserUnit /XObject /Form
    /Image /Encrypt /AcroForm /ActualText /Title /Info /Names /Dests /StructTreeRoot BT ET Tj TJ '
    " Tf Td TD Tm T* Tc Tw Tz TL Ts Tr q Q cm Do BI ID EI re W n f S BDC BMC EMC sh gs null true
    false R 0 -1 2147483648 1e38 99999999999999999999 (\\377\\376) <FEFF> <D800> beginbfchar
    endbfchar beginbfrange endbfrange begincmap usecmap begincodespacerange 1␣0␣R 65535␣f
    """,
}
"""By format; spaces separate the tokens, and ␣ stands for a space inside one."""
TOKENS |= {
    "TSV": TOKENS["CSV"],
    "DOCX": TOKENS["XML"],
    "EPUB": TOKENS["XML"] + TOKENS["HTML"],
    "notebook": TOKENS["JSON Lines"]
    + '"cells":[ "worksheets":[ "cell_type": "markdown" "code" "source": "input": "level": \\n',
}
NUMBERS = """
    0 -1 1 255 256 65535 65536 2147483647 2147483648 4294967295 4294967296 9223372036854775807
    18446744073709551616 -9223372036854775809 99999999999999999999999999 0.0000000001 1e308 1e999
    00000000000 1999 2021
""".split()
ENCODINGS = """
    utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-be utf-7 cp1251 cp1252 cp437 koi8-r gb18030
    shift_jis euc_kr iso2022_jp big5 cp037
""".split()
DELIMITERS = b"<>\"'{}[]():;,\n\r=&/\\%#-. \t|"


def tokens(kind: str) -> list[bytes]:
    """What mutations may put into a file of the format `kind`."""
    return BYTES + [word.replace("␣", " ").encode() for word in ODD + TOKENS.get(kind, "").split()]
