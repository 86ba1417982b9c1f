"""What users of other search tools are used to write, and how it is said here.

Each of these would be read as something else without a word: `a AROUND(5) b` as four words, `drone~2` as a row of two.
"""

import regex

# fmt: off
#: What other tools call it when two words stand near each other.
_DISTANCES = r"O?NEAR|AROUND|ADJ|NEXT|WITHIN|W|PRE|BEFORE|AFTER|SAME"
_HABITS: tuple[tuple[regex.Pattern[str], str, str], ...] = tuple(
    (regex.compile(pattern), message, hint) for pattern, message, hint in (
        (rf"(?i:{_DISTANCES})[/~]\d+", "{word} is no operator", "write NEAR/5, or ONEAR/5 for words in this order"),
        (r"(?:O?NEAR|AROUND|ADJ|NEXT)\d+", "{word} is no operator", "write NEAR/5, or ONEAR/5 for words in this order"),
        (r"AND_?NOT|BUT_?NOT|EXCEPT", "{word} is no operator", "write AND NOT"),
        (r"!\w.*", "{word} does not exclude the word", "write NOT, or - right before it"),
        (r"XOR", "{word} is no operator", "write (a OR b) NOT (a b)"),
        (r".*~.*", "~ asks for nothing here",
         "for words that begin so write drone*, for words near each other NEAR/5, for other spellings OR"),
        (r".*\w\^[\d.]+", "^ gives no weight here: a watch finds an article or does not", "remove it"),
        (r".*\w\|.*|.*\|\w.*", "| joins nothing inside a word", "write OR between spaces"),
        (r".*\w&&.*|.*&&\w.*", "&& joins nothing inside a word", "write AND between spaces"),
        (r".*\w[?$%]\w.*", "{word} has a sign that stands for no letter", "write drone* for endings, else a /regex/"),
        (r"[\[{].*|.*[\]}]", "only ( ) make a group", "write ( ), or put the words in quotation marks"),
    )
)
#: Operators that take their number in parentheses elsewhere.
CALLED = regex.compile(rf"(?i:{_DISTANCES})")
NUMBER_IN_PARENTHESES = regex.compile(r"[(（]\s*\d+\s*[,)）]")
#: Names that fields have elsewhere.
FIELDS = {
    **{"inurl": "site", "url": "site", "domain": "site", "host": "site", "link": "site", "from": "source"},
    **{"intext": "body", "text": "body", "content": "body", "fulltext": "body", "inbody": "body", "ti": "title"},
    **{"allintitle": "title", "allintext": "body", "by": "author", "byline": "author", "location": "country"},
}
# fmt: on


def foreign(word: str) -> tuple[str, str] | None:
    """Return why word is none of this language and what to write, or None if nothing is known against it.

    >>> foreign("near/5")
    ('near/5 is no operator', 'write NEAR/5, or ONEAR/5 for words in this order')

    """
    for pattern, message, hint in _HABITS:
        if pattern.fullmatch(word):
            return message.format(word=word if len(word) <= 40 else f"{word[:40]}…"), hint
    return None
