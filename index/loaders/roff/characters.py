"""The special characters of roff by their names: `\\(bu`, `\\[em]`, `\\[u2014]`."""

import re
import sys
import unicodedata

_TABLE = """
bu • em — en – hy - aq ' oq ‘ cq ’ lq “ rq ” dq " Bq „ bq ‚ Fo « Fc » fo ‹ fc › ga ` aa ´ ha ^ ti ~
rs \\ sl / ba | bv | br │ or | at @ sh # Do $ Eu € eu € Po £ Ye ¥ Cs ¤ ct ¢ co © rg ® tm ™ de ° ps ¶
sc § dg † dd ‡ lh ☜ rh ☞ ul _ ru _ rn ‾ un _ pl + mi − -+ ∓ +- ± mu × di ÷ tmu × tdi ÷ eq = != ≠
<= ≤
>= ≥ << ≪ >> ≫ == ≡ =~ ≅ ~~ ≈ ~= ≈ ap ∼ pt ∝ if ∞ pd ∂ gr ∇ is ∫ sr √ sqrt √ fa ∀ te ∃ mo ∈ nm ∉
sb ⊂ sp ⊃ ib ⊆ ip ⊇ ca ∩ cu ∪ es ∅ no ¬ tno ¬ AN ∧ OR ∨ c* ⊗ c+ ⊕ md ⋅ pc · -> → <- ← <> ↔ ua ↑ da ↓
va ↕ rA ⇒ lA ⇐ hA ⇔ uA ⇑ dA ⇓ lB [ rB ] lC { rC } la ⟨ ra ⟩ lc ⌈ rc ⌉ lf ⌊ rf ⌋ 12 ½ 14 ¼ 34 ¾ S1 ¹
S2 ² S3 ³ r? ¿ r! ¡ sq □ ci ○ lz ◊ CR ↵ OK ✓ fm ′ sd ″ f/ ⁄ fr ⁄ ff ff fi fi fl fl Fi ffi Fl ffl
AE Æ ae æ OE Œ oe œ ss ß -D Ð Sd ð TP Þ Tp þ /O Ø /o ø /L Ł /l ł .i ı .j ȷ Of ª Om º a- ¯ ac ¸ ad ¨
a^ ^ a~ ~ vs š vS Š vz ž vZ Ž vc č vC Č 'c ć 'C Ć ho ˛ ah ˇ ab ˘ a" ˝ a. ˙ ao ˚ Ah ℵ Im ℑ Re ℜ
wp ℘ -h ℏ hbar ℏ ts ς +f ϕ +h ϑ +p ϖ +e ϵ coproduct ∐ product ∏ sum ∑ CL ♣ SP ♠ HE ♥ DI ♦ an ─ 3d ∴
tf ∴ st ∋ nb ⊄ nc ⊅ ne ≢ |= ≃ mc µ
"""
_NAMED = dict(zip(_TABLE.split()[::2], _TABLE.split()[1::2], strict=True))
_GREEK = dict(
    zip(
        "ABGDEZYHIKLMNCOPRSTUFXQWabgdezyhiklmncoprstufxqw",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    "~": "\u0303",
    ":": "\u0308",
    ",": "\u0327",
    "o": "\u030a",
}
_CODE_POINTS = re.compile(r"u[0-9A-Fa-f]{4,6}(?:_[0-9A-Fa-f]{4,6}){0,5}")
_CODE = re.compile(r"char(\d{1,7})")


def special(name: str) -> str:
    """The characters that a name stands for; "" for an unknown name."""
    if name in _NAMED:
        return _NAMED[name]
    if _CODE_POINTS.fullmatch(name):
        return "".join(character(int(code, 16)) for code in name[1:].split("_"))
    if code := _CODE.fullmatch(name):
        return character(int(code[1]))
    if len(name) == 2 and name[0] == "*":
        return _GREEK.get(name[1], "")
    if len(name) == 2 and name[0] in _ACCENTS and name[1].isalpha():
        return unicodedata.normalize("NFC", name[1] + _ACCENTS[name[0]])
    return name if len(name) == 1 else ""


def character(code: int) -> str:
    """The character with a code; "" for controls, surrogates and codes beyond Unicode."""
    if code > sys.maxunicode or unicodedata.category(chr(code)) in ("Cc", "Cs"):
        return "\t" if code == ord("\t") else ""
    return chr(code)
