"""Boxes that stand amid an article and are not of it, told by what the page's makers call them. Pure.

Invitations to subscribe, other articles, comments, who the author is: by their words an article would be found that
says nothing of the kind.
"""

import re
from functools import lru_cache
from itertools import islice, pairwise

from lxml.html import HtmlElement

from crawler.page_metadata import loose, text_within

#: Words of which one is enough in a name, and pairs of words that stand in it side by side.
_NAMES = frozenset(
    [
        "newsletter",
        "newsletters",
        "signup",
        "signups",
        "related",
        "recommended",
        "recommendations",
        "correlati",
        "talkback",
        "talkbacks",
        "disqus",
        "commentlist",
        "sharedaddy",
        "sharing",
        "cookie",
        "cookies",
        "gdpr",
        "breadcrumb",
        "breadcrumbs",
        "authorbio",
        "authorbox",
        "authorinfo",
        "authorcard",
        "aboutauthor",
        "interstitial",
        "jp-relatedposts",
        "paywallbox",
        "piano",
        "tarteaucitron",
        "toc",
        "promobox",
        "teaserlist",
        "catcher",
    ]
)
_PAIRS = frozenset(
    [
        "author-bio",
        "author-box",
        "author-info",
        "author-card",
        "author-details",
        "about-author",
        "bio-box",
        "sign-up",
        "read-also",
        "read-more",
        "see-also",
        "also-read",
        "more-stories",
        "most-read",
        "most-viewed",
        "most-popular",
        "share-bar",
        "share-buttons",
        "share-links",
        "social-share",
        "social-links",
        "social-bar",
        "table-of",
        "subscription-widget",
        "subscribe-box",
        "subscribe-form",
        "subscribe-widget",
        "follow-us",
        "related-articles",
        "email-sign",
        "list-loadmore",
        "paywall-box",
        "paywall-offer",
        "comments-section",
        "comment-list",
        "comments-area",
        "cookie-banner",
        "cookie-notice",
        "promo-box",
        "signup-card",
        "bookmark-card",
        "published-dates",
        "newsletter-box",
    ]
)
#: What is as large as this is an article's text, whatever it is called.
_LARGEST, _LARGEST_SHARE = 2_500, 0.3
_TAGS = ("div", "section", "aside", "ul", "ol", "p", "footer", "form", "details", "table", "figure")
_NAMING = ("class", "id", "data-component", "data-testid", "data-area", "data-hook", "name")
_MOST_ELEMENTS, _MOST_ARTICLES = 20_000, 200
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def drop_boxes(tree: HtmlElement, title: str) -> None:
    """Take out of tree the boxes that are not of its article, which is called title, and articles that are others."""
    whole = sum(len(one.text or "") + len(one.tail or "") for one in islice(tree.iter("p", "br"), _MOST_ELEMENTS))
    for one in [*_other_articles(tree, title), *filter(_is_box, islice(tree.iter(), _MOST_ELEMENTS))]:
        if one.getparent() is None or one.find(".//h1") is not None:
            continue
        size = len(one.text_content())
        if one.tag == "article" or (size < max(_LARGEST_SHARE * whole, 200) and size < _LARGEST):
            one.drop_tree()


def _is_box(element: HtmlElement) -> bool:
    if element.tag not in _TAGS and (not isinstance(element.tag, str) or "-" not in element.tag):
        return False
    return any(map(_names_box, filter(None, map(element.get, _NAMING))))


@lru_cache(maxsize=10_000)
def _names_box(said: str) -> bool:
    """Tell whether one of the names in an attribute is that of a box; pages have the same ones over and over."""
    for name in said[:500].split():
        words = [word.lower() for word in _WORD.findall(name)]
        pairs = {f"{one}-{other}" for one, other in pairwise(words)}
        if not _NAMES.isdisjoint(words) or not _PAIRS.isdisjoint(pairs):
            return True
    return False


def _other_articles(tree: HtmlElement, title: str) -> list[HtmlElement]:
    """Return the articles beside the one whose heading says title, which have headings of their own.

    None where that is not in just one of them.
    """
    name = loose(title)
    headings = {one: _headings(one) for one in islice(tree.iter("article"), _MOST_ARTICLES)} if name else {}
    own = [one for one, said in headings.items() if name in said]
    outermost = [one for one in own if not any(other in own for other in one.iterancestors("article"))]
    if len(outermost) != 1:
        return []
    kept = {*outermost[0].iterancestors("article"), *outermost}
    return [one for one, said in headings.items() if said and one not in kept]


def _headings(article: HtmlElement) -> set[str]:
    return {loose(text_within(one)) for one in islice(article.iter("h1", "h2", "h3", "h4"), 5)}
