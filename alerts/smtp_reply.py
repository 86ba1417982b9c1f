"""Decide whether a mail server's refusal is final, from its reply code and enhanced status code (RFC 3463). Pure."""

import re

#: "5.1.1 no such user": class, subject and detail.
_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
#: Refusals that speak of us, not of recipient or message: of who we are, which the settings can mend (RFC 4954), and of
#: our commands (RFC 5321 4.2.4; 501 is said of addresses, too).
_ABOUT_US = (530, 534, 535, 538, 500, 502, 503, 504)
#: What has no room left (RFC 5321 4.2.3); that a message is too big, which ours are not, it says of few.
_NO_ROOM = 552
#: The same in enhanced codes, X.7.n (RFC 4954, RFC 7372 on authentication and reverse DNS, RFC 5248 registry).
_SECURITY_ABOUT_US = (8, 9, 11, 12, 14, 20, 21, 22, 23, 24, 25, 26, 27)
#: 5yz that pass in time whatever the class says: mailbox full (2.2), system full or not accepting now (3.1, 3.2),
#: the whole subject of network and routing (4), except a routing loop and a message that expired there.
_PASSING = ((2, 2), (3, 1), (3, 2), (4, 0), (4, 1), (4, 2), (4, 3), (4, 4), (4, 5))


def is_final(code: int, words: str) -> bool:
    """Return whether a refusal of the recipient or of the message will stand however often it is tried.

    Arguments: `code` is the reply code, `words` the text after it, which may begin with an enhanced status code.

    >>> is_final(550, "5.1.1 no such user"), is_final(552, "5.2.2 mailbox full"), is_final(550, "4.7.1 greylisted")
    (True, False, False)

    """
    if not 500 <= code < 600 or code in _ABOUT_US:
        return False
    found = _ENHANCED.match(words)
    if found is None:
        return code != _NO_ROOM
    kind, subject, detail = map(int, found.groups())
    # A reply that contradicts itself is believed where it is less final.
    return kind == 5 and (subject, detail) not in _PASSING and not (subject == 7 and detail in _SECURITY_ABOUT_US)
