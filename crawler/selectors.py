"""CSS selectors that users write: checked before they are used. Pure."""

import lxml.etree
from cssselect import HTMLTranslator, SelectorError

#: Characters of a selector; longer ones are no work of a person.
LONGEST_SELECTOR = 1_000


def check_selector(selector: str) -> str | None:
    """Return what is wrong with a CSS selector, in plain words, or None where it can be used."""
    try:
        xpath(selector)
    except ValueError as error:
        return str(error)
    return None


def xpath(selector: str) -> lxml.etree.XPath:
    """Return a CSS selector as lxml evaluates it.

    Raises:
        ValueError: it is none; the message says why.

    """
    if len(selector) > LONGEST_SELECTOR:
        raise ValueError(f"the selector is longer than {LONGEST_SELECTOR} characters")
    try:
        return lxml.etree.XPath(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, lxml.etree.XPathError, RecursionError) as error:
        raise ValueError(f"{selector!r} is no CSS selector: {error or 'too complicated'}") from error
