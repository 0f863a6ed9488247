"""Words before or after a dot that tell whether the dot ends a sentence.

The lists were written from general knowledge of English and European prose, not taken from a
library. Entries are lower case, without the last dot. A dot after a word in no list ends its
sentence.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What follows belongs to the abbreviation: a name, a number, an example.
BOUND = _words(
    "mr mrs ms messrs mme mlle mx dr drs prof rev hon pres gov gen lt col maj capt cpt cmdr sgt "
    "adm brig sen rep reps sens supt insp det msgr atty herr hr fr sra dña mag ing mt ft "
    "vs viz cf approx resp incl excl esp vgl bzw bspw zzgl ggf btw "
    "fig figs eq eqs vol vols pp nr nos para paras chs secs tel ext "
    "e.g i.e a.k.a f.e u.a z.b d.h p.ej p.ex n.b p.s op n°"
)

# These end the sentence only if the next word is one of STARTERS.
DOUBTFUL = _words(
    "jr sr inc ltd co cos corp bros llc plc gmbh pvt pty intl mfg assn assoc dept div est univ "
    "st ste ave blvd rd hwy pkwy sq apt bldg mts twp "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "ala ariz ark calif colo conn del fla ga ill ind kan kans ky mass md mich minn mo mont "
    "neb nebr nev okla ore pa penn tenn tex va vt wash wis wisc wyo ont que "
    "al avg temp cit ibid misc tech sci med mil govt natl dist esq phd hrs min mins max yrs lbs "
    "art sect app ser ch sec ref ed eds trans dir"
)

# Everyday words too. They are abbreviations only if capitalised or before a number.
EVERYDAY = _words(
    "art ark col del det est ext fig fr gen hon ill inc ind ing mag mar mass ore para pa ref rep "
    "resp sat sec ser st sun temp tech trans wash wed fri op mt ed app dir ms ma"
)

# Abbreviations before a number or a small letter, ordinary words before a capital.
NUMBERED = _words("etc no nos nr p pp art ch c ca sec vol fig para pt bk n r rs app ver ext line v")

# These may follow "p.m." in the same sentence.
AFTER_CLOCK = _words(
    "monday tuesday wednesday thursday friday saturday sunday et est edt ct cst cdt mt mst mdt pt "
    "pst pdt gmt utc bst cet cest eastern central pacific local"
)

# After a small number and a dot, these make it an ordinal: "am 3. Oktober".
AFTER_ORDINAL = _words(
    "januar jänner februar märz april mai juni juli august september oktober november dezember "
    "jahrhundert jahrhunderts"
)

# These begin a sentence if they are capitalised after a doubtful dot.
STARTERS = _words(
    "the a an this that these those it he she we they i you there here what how why who where when "
    "which whose in on at by for from to with without under over during after before since until "
    "while as if unless because although though and but or nor so yet however also then thus "
    "therefore moreover furthermore meanwhile instead still even once my our his her their your "
    "its is are was were do does did has have had can could would shall should might must "
    "not no yes some many most all both each every few several another other one two three among "
    "according despite last next now today yesterday please let it's he's she's i'm i've i'd i'll "
    "we're we've they're that's there's don't didn't isn't "
    "der die das ein eine er sie es wir ich und aber le les un une il elle nous vous ils elles et "
    "mais el los las ella pero"
)
