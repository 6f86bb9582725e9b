"""The words by which a question says what to do with what it names: operators, not names.

Owns which English phrases stand for which role; the grammar says what roles mean together. Words
are compared in the singular (``Token.stem``), the longest phrase counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from boardroom.ask.token import Token
from boardroom.semantic.propose.naming import singular


class Role(StrEnum):
    """What a phrase of a question does."""

    SHOW = "show"
    WHICH = "which"
    WHO = "who"
    WHEN = "when"
    HOW_MANY = "how many"
    HOW_MUCH = "how much"
    WHETHER = "whether"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    LOWEST = "lowest"
    HIGHEST = "highest"
    EARLIEST = "earliest"
    LATEST = "latest"
    MOST = "most"
    FEWEST = "fewest"
    COUNT = "count"
    DISTINCT = "distinct"
    SPREAD = "spread"
    PERCENTILE = "percentile"
    SHARE = "share"
    RATIO = "ratio"
    DIFFERENCE = "difference"
    DIVIDED = "divided"
    GROWTH = "growth"
    RISE = "rise"
    FALL = "fall"
    RUNNING = "running"
    MOVING = "moving"
    MORE = "more"
    LESS = "less"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    EXACTLY = "exactly"
    BETWEEN = "between"
    IS = "is"
    NOT = "not"
    WITHOUT = "without"
    EXCEPT = "except"
    CONTAINS = "contains"
    STARTS = "starts"
    ENDS = "ends"
    NAMED = "named"
    MISSING = "missing"
    BY = "by"
    EACH = "each"
    ORDERED = "ordered"
    ASCENDING = "ascending"
    DESCENDING = "descending"
    TOP = "top"
    BOTTOM = "bottom"
    AND = "and"
    OR = "or"
    BOTH = "both"
    OF = "of"
    IN = "in"
    FOR = "for"
    FROM = "from"
    TO = "to"
    WITH = "with"
    THAT = "that"
    WHOSE = "whose"
    THAN = "than"
    COMPARED = "compared"
    RELATED = "related"
    TOGETHER = "together"
    FORECAST = "forecast"
    WHY = "why"
    DEFINE = "define"
    FRESH = "fresh"
    ODD = "odd"
    VERB = "verb"
    MADE = "made"
    COMMON = "common"
    UNIT = "unit"
    FILLER = "filler"
    OPEN = "("
    CLOSE = ")"
    STOP = "."


_PHRASES: dict[Role, str] = {
    Role.SHOW: (
        "list of|the list of|distinct list of|unique list of|"
        "show|show me|list|display|return|give|give me|get|get me|find|find me|fetch|tell me|"
        "provide|name|report|i want|i need|i want to see|i would like|i would like to see|"
        "can you show|let us see|pull|pull up|look up|present|output|identify|determine|"
        "calculate|compute|include|please show|bring up|break|is there any|are there any|"
        "do we have any"
    ),
    Role.WHICH: "which|what",
    Role.WHO: "who|whom",
    Role.WHEN: "when|at what time|on what date|on which date",
    Role.HOW_MANY: "how many",
    Role.HOW_MUCH: "how much|how much money|how large|how big|how high|how low|how long",
    Role.WHETHER: "whether|did any",
    Role.SUM: ("total|sum|sum of|total of|combined|total number|aggregate|summed"),
    Role.MEAN: "average|mean|avg|typical|on average|average number",
    Role.MEDIAN: "median|middle value",
    Role.HIGHEST: (
        "highest|largest|greatest|biggest|maximum|max|peak|longest|tallest|heaviest|farthest|"
        "furthest|deepest|strongest|slowest|most expensive|dearest|priciest"
    ),
    Role.LOWEST: (
        "lowest|smallest|minimum|min|shortest|lightest|nearest|closest|least|"
        "fastest|quickest|least expensive|cheapest"
    ),
    Role.EARLIEST: "earliest|oldest|first ever|very first",
    Role.LATEST: "latest|newest|most recent|most recently",
    Role.MOST: (
        "most|best|top performing|best performing|leading|best selling|bestselling|top selling"
    ),
    Role.FEWEST: "fewest|worst|worst performing",
    Role.COUNT: (
        "number|number of|count|count of|count the number of|# of|#|"
        "no of|total count|total count of|total number of"
    ),
    Role.DISTINCT: "distinct|unique|different|various",
    Role.SPREAD: "standard deviation|std dev|stddev|deviation|variance",
    Role.PERCENTILE: "percentile|quantile|quartile",
    Role.SHARE: (
        "share|share of|percentage|percentage of|percent of|proportion|proportion of|"
        "fraction of|in percent|in %|what percent of|what percentage of|portion of|% of|"
        "what part of|what portion of|what share of|what fraction of|what proportion of"
    ),
    Role.RATIO: "ratio|ratio of|ratio between",
    Role.DIFFERENCE: "difference|difference between|gap between",
    Role.DIVIDED: "divided by|over the number of|relative to",
    Role.GROWTH: (
        "grow or shrink|rise or fall|increase or decrease|go up or down|up or down|"
        "by how many percent|change|changed|percent change|change over time|"
        "by what percentage|by what percent|by how much"
    ),
    Role.RISE: (
        "growth|growth rate|rate of growth|grow|grew|grown|growing|increase|increased|increasing|"
        "rise|rose|risen|rising|go up|went up|gone up|going up"
    ),
    Role.FALL: (
        "decrease|decreased|decreasing|decline|declined|declining|fell|fallen|falling|drop|"
        "dropped|dropping|shrink|shrank|shrinking|go down|went down|gone down|going down"
    ),
    Role.RUNNING: ("running total|running sum|cumulative|cumulative total|accumulated|running"),
    Role.MOVING: "moving average|rolling average|moving mean|rolling mean",
    Role.MORE: (
        "more than|greater than|larger than|higher than|bigger than|above|over|exceeding|"
        "exceed|exceeded|more expensive than|longer than|older than|>|more|greater|larger|higher|"
        "better than"
    ),
    Role.LESS: (
        "less than|fewer than|lower than|smaller than|below|under|shorter than|younger than|"
        "<|less|fewer|lower|worse than"
    ),
    Role.AT_LEAST: (
        "at least|no less than|not less than|minimum of|>=|a minimum of|no fewer than|"
        "or more|or higher|or above|and above|or greater"
    ),
    Role.AT_MOST: (
        "at most|no more than|not more than|maximum of|<=|a maximum of|up to|or less|"
        "or fewer|or lower|or below|and below"
    ),
    Role.EXACTLY: "exactly|equal to|equals|equal|=|precisely",
    Role.BETWEEN: "between|in the range of|ranging from",
    Role.IS: "is|are|was|were|be|been|being|equal to|stay|remain",
    Role.NOT: (
        "not|outside|outside of|non|never|is not|!=|<>|cannot|not yet|yet to|"
        "neither|nor|yet to be|have yet to|has yet to|have yet to be|has yet to be"
    ),
    Role.WITHOUT: (
        "no|without|without any|with no|lacking|have no|has no|had no|have never|has never|"
        "have no role in|has no role in|play no role in|have no part in|has no part in|"
        "take no part in"
    ),
    Role.EXCEPT: (
        "anywhere but|everywhere but|everything but|everything except|everything except for|"
        "anything but|anywhere except|everyone but|all but|"
        "except|except for|excluding|exclude|but not|apart from|ignoring|not including|leaving out|"
        "aside from|besides|other than|with the exception of|not counting"
    ),
    Role.CONTAINS: (
        "contain|contains|containing|include|includes|including|with the word|like|matching|"
        "mention|mentioning"
    ),
    Role.STARTS: ("start with|starts with|starting with|begin with|begins with|beginning with"),
    Role.ENDS: "end with|ends with|ending with|ending in|end in",
    Role.NAMED: (
        "named|called|titled|entitled|labelled|labeled|known as|with the name|with the title|"
        "by the name of|with the label"
    ),
    Role.MISSING: (
        "missing|empty|null|blank|not set|not given|unknown|unassigned|undefined|is null|"
        "is missing|not available|not specified"
    ),
    Role.BY: (
        "by|per|break them down by|break it down by|grouped by|group by|split by|"
        "broken down by|break down by|breakdown by|"
        "segmented by|across|across all|by each|per each|categorized by|organized by|"
        "by means of|broken out by|split out by|differ by|vary by|"
        "differ across|vary across|distributed across|distribution by|"
        "bucketed by|according to|depending on|in terms of|measured by|"
        "distributed over|spread over|spread across|split over"
    ),
    Role.EACH: (
        "each|every|for each|for every|in each|in every|at each|on each|of each|of every|"
        "by each|within each|from each|to each|with each|per each|respective|for all"
    ),
    Role.ORDERED: (
        "rank|ranking of|"
        "ordered by|order by|sorted by|sort by|ranked by|rank by|arranged by|ordered|sorted|"
        "ranked|order the result by|sort the result by|order the results by|"
        "sort the results by|in order of|in the order of|order|sort"
    ),
    Role.ASCENDING: (
        "ascending|ascending order|in ascending order|asc|from lowest to highest|"
        "from smallest to largest|lowest to highest|smallest to largest|lowest first|"
        "smallest first|increasing order|in increasing order|alphabetically|"
        "in alphabetical order|alphabetical order|from shortest to longest|"
        "shortest to longest|from oldest to newest|oldest first|earliest first|"
        "from the earliest date|starting from the earliest date|chronologically|"
        "in chronological order|from low to high|from a to z|fewest first"
    ),
    Role.DESCENDING: (
        "descending|descending order|in descending order|desc|from highest to lowest|"
        "from largest to smallest|highest to lowest|largest to smallest|highest first|"
        "largest first|decreasing order|in decreasing order|most first|from most to least|"
        "most to least|newest first|most recent first|latest first|from newest to oldest|"
        "longest first|from longest to shortest|from high to low|"
        "in reverse alphabetical order|with the longest duration first|from z to a|"
        "from the most to the least|best first"
    ),
    Role.TOP: "top|first",
    Role.BOTTOM: "bottom|last",
    Role.AND: ("and|but|+|as well as|along with|plus|,|&|and also|together with|and then|also"),
    Role.OR: "or|and/or|either",
    Role.BOTH: "both",
    Role.OF: "of|among|amongst|out of|out of all|belonging to|across all",
    Role.IN: ("in|within|inside|at|on|located in|based in|situated in|living in|in the"),
    Role.FOR: ("for|regarding|concerning|about|related to|associated with|via|through"),
    Role.FROM: (
        "from|coming from|originating from|because of|due to|owing to|caused by|as a result of|"
        "resulting from|arising from|stemming from"
    ),
    Role.TO: "to|into|towards",
    Role.WITH: (
        "with|w|w /|showing|having|have|has|had|that have|who have|which have|that has|who has|"
        "that had|who had"
    ),
    Role.THAT: "that|where|in which|for which|by which",
    Role.WHOSE: "whose|in whose",
    Role.THAN: "than",
    Role.COMPARED: (
        "compared to|compared with|compare|versus|vs|v|against|relative to|in comparison to|"
        "comparison|comparison of|compare to|compared"
    ),
    Role.RELATED: (
        "correlate|correlated|correlation|correlation between|relationship between|"
        "relation between|related|leading indicator"
    ),
    Role.TOGETHER: "respectively|in the same row|side by side",
    Role.FORECAST: ("forecast|predict|prediction|projected|projection|expected next|will be"),
    Role.WHY: (
        "why|why did|why is|what caused|what drove|reason for|what explains|what is behind|"
        "what is driving|root cause"
    ),
    Role.DEFINE: (
        "define|definition of|what does|meaning of|what is meant by|explain the term|how is|"
        "how do you define"
    ),
    Role.FRESH: (
        "fresh|up to date|last updated|data quality|how recent is the data|"
        "how old is the data|last loaded|last refreshed|stale"
    ),
    Role.ODD: (
        "anomaly|anomalies|outlier|unusual|abnormal|strange|odd|spike|z score|iqr|isolation forest"
    ),
    Role.FILLER: (
        "in total|overall|altogether|the|a|an|all|any|some|do|does|did|done|have been|has been|"
        "had been|there|our|my|we|"
        "us|me|i|you|your|their|its|it|his|her|they|them|this|these|those|please|data|"
        "database|in the database|in our database|in the data|in the dataset|currently|"
        "current|now|overall|only|just|so|then|exist|exists|existing|available|recorded|"
        "kindly|single|value|values|result|results|corresponding|record|records|row|rows|entry|"
        "entries|would|will|can|could|should|may|as|if|how|such|same time|he|she|/|actual|"
        "actually|specific|given|particular|alone|ever|per se|info|information|details|"
        "detail|figure|figures|level|levels|thing|things|say|see|know|like to know|"
        "usually|normally|nowadays|these days|all told|in all|size of|level of|volume of|"
        "want to know|tell|made|make|get|got|gets|take|took|taken|happen|happened|go|went|"
        "gone|come|came|seen|used|use|using|set|shown|listed|sure|hi|hello|hey|thanks|"
        "still|already|yet|so far|worth|stand|stands|at present|thank you|ok|okay|well|right|yes|"
        "into account|each other|one|ones|own|associate|"
        "belong|up|out|off|down|breakdown|breakdown of|"
        "metric|metrics|kpi|kpis|table|chart|graph|report|"
        "column|columns|respective|total of all|also|too|both of|it all|"
        "part of|member of|members of|develop|developed|evolve|evolved|distribution of|"
        "distribution|split|money|everyone|everybody"
    ),
    Role.COMMON: (
        "most common|commonest|most frequent|most frequently used|most popular|most used|"
        "most often used|most frequently occurring|most widely used"
    ),
    Role.UNIT: (
        "in dollars|in us dollars|in usd|in euros|in eur|in pounds|in gbp|in seconds|in minutes|"
        "in hours|in days|in weeks"
    ),
    Role.MADE: (
        "write|wrote|written|publish|published|place|placed|issue|issued|create|created|submit|"
        "submitted|raise|raised|book|booked"
    ),
    Role.VERB: (
        "present|presented|receive|received|serve|serves|"
        "bring|brings|brought|answer|answered|earn|earned|deliver|delivered|open|opened|order|"
        "ordered|served|serving|buy|bought|sell|sold|send|sent|give|given|handle|handled|hire|hired|"
        "manage|managed|report|reported|offer|offered|offering|provided|cite|"
        "cited|citing|belong|belonging|associate|associated|locate|located|live|living|work|"
        "working|own|owned|hold|held|visit|visited|generate|generated|produced|contribute|"
        "contributed|acquired|linked|tied|connected|attached|respond|responded|"
        "turn into|turned into|cause|causes|caused|gave|employ|employs|employed"
    ),
    Role.OPEN: "(|[",
    Role.CLOSE: ")|]",
    Role.STOP: ".|?|!|;|:|'|-|and return|then return",
}


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A phrase of a question by its roles.

    Attributes:
        first, last: its tokens; ``last`` is exclusive.
    """

    first: int
    last: int
    roles: tuple[Role, ...]


_AS_WRITTEN = frozenset({Role.ORDERED, Role.UNIT})
"""Words that are others in the plural: ``order by`` is a verb, ``orders by`` is not."""


def _table(*, as_written: bool) -> Mapping[tuple[str, ...], tuple[Role, ...]]:
    found: defaultdict[tuple[str, ...], list[Role]] = defaultdict(list)
    for role, phrases in _PHRASES.items():
        if (role in _AS_WRITTEN) is not as_written:
            continue
        for phrase in phrases.split("|"):
            words = tuple(word if as_written else singular(word) for word in phrase.split())
            if words and role not in found[words]:
                found[words].append(role)
    return {words: tuple(roles) for words, roles in found.items()}


_ROLES, _WRITTEN = _table(as_written=False), _table(as_written=True)
_LONGEST = max(map(len, (*_ROLES, *_WRITTEN)))

WORDS = frozenset(word for phrase in (*_ROLES, *_WRITTEN) for word in phrase)
"""All words of the vocabulary, in the singular."""


def roles_of(word: str) -> tuple[Role, ...]:
    """What a word alone does."""
    return _ROLES.get((word,), ())


def read_signs(tokens: Sequence[Token]) -> Iterator[Sign]:
    """All phrases of the vocabulary in a question, overlapping ones too."""
    stems = tuple(token.stem for token in tokens)
    words = tuple(token.word for token in tokens)
    for first, token in enumerate(tokens):
        if token.kind not in {"word", "sign"}:
            continue
        for last in range(first + 1, min(len(tokens), first + _LONGEST) + 1):
            roles = _ROLES.get(stems[first:last], ()) + _WRITTEN.get(words[first:last], ())
            if roles:
                yield Sign(first=first, last=last, roles=roles)
