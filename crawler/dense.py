"""Scripts that part no words, and say in one sign what others say in several letters. Pure."""

import re

_IDEOGRAPH = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffdc]")


def is_dense(text: str) -> bool:
    """Tell whether a text is mostly in such a script."""
    return 3 * len(_IDEOGRAPH.findall(text)) > len("".join(text.split()))


def has_more_words(text: str, number: int) -> bool:
    """Tell whether a text has more words than this number; two signs of such a script count as one."""
    return len(text.split()) > number or len(_IDEOGRAPH.findall(text)) > 2 * number
