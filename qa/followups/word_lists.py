"""Lists of English words, by what they do in a question."""

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
"""A subject and a verb follow these."""
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
