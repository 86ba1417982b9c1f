"""Boxes that stand amid an article and are not of it, told by what the page's makers call them. Pure.

Invitations to subscribe, other articles, comments, who the author is: by their words an article would be found that
says nothing of the kind.
"""

import re
from functools import lru_cache
from itertools import islice, pairwise
from operator import itemgetter

from lxml.html import HtmlElement

from crawler.page_metadata import loose, text_within, words
from crawler.places import COMMENTS, names

#: Words of which one is enough in a name, and pairs of words that stand in it side by side.
_NAMES = frozenset(
    words("""
    newsletter newsletters newsletterbox nyhetsbrev nieuwsbrief signup signups subscribe subscription abone piano
    related relatedposts relatednews relatedlinks relatedarticles recommended recommendations correlati kanren
    readalso readmore readtoo alsoread seealso mostread teaserlist interstitial promobox taboola outbrain
    talkback talkbacks disqus commentlist
    sharedaddy sharing sharebar shareblock sharethis addtoany addthis sns paylas share2 heateor
    cookie cookies gdpr tarteaucitron breadcrumb breadcrumbs toc
    authorbio authorbox authorinfo authorcard aboutauthor journalistcard reportercard saboxplugin
    paywallbox catcher tags taglist hashtags tagi etiket etiketler keywords
    caption captions legend legende legenda cutline bildtext bildetekst bildunterschrift billedtekst
    kuvateksti didascalia
    imgcaption photocaption photocredit imagecredit fotocredit
    copyright disclaimer adbox adslot
    """)
)
_PAIRS = frozenset(
    words("""
    author-bio author-box author-info author-card author-details author-description author-about about-author bio-box
    reporter-card journalist-card reporter-info
    sign-up subscription-widget subscribe-box subscribe-form subscribe-widget follow-us email-sign signup-card
    newsletter-box promo-box whatsapp-channel telegram-channel
    read-also read-more see-also also-read more-stories most-read most-viewed most-popular related-articles
    bookmark-card jp-relatedposts list-loadmore lire-aussi leia-mais lees-ook les-ogsaa laes-ogsaa
    share-bar share-buttons share-links social-share social-links social-bar social-media
    table-of video-player audio-player media-player ad-box ad-slot trust-project
    paywall-box paywall-offer comments-section comment-list comments-area cookie-banner cookie-notice
    published-dates tag-list tag-cloud
    photo-text photo-desc photo-info picture-desc picture-text figure-text pie-foto opis-zdjecia
    foto-onderschrift
    image-legend image-text image-credit image-caption image-details image-description image-author image-source
    photo-author photo-credit photo-caption photo-source photo-description picture-credit media-author media-caption
    img-desc img-descr img-caption img-credit wp-caption-text foto-credit foto-autor
    """)
)
_COMMENT = frozenset(("comment", "comments"))
_LISTING = frozenset(("list", "lists", "text", "thread", "threads", "section", "area", "container", "form", "wrapper"))
#: With one of these a name says whether there are any.
_STATES = frozenset(words("has no with without open closed allow enable disable show hide toggle count num number"))
#: What is as large as this is an article's text, whatever it is called; so are boxes that hold as much together.
_LARGEST, _LARGEST_SHARE = 2_500, 0.3
#: Of a short page boxes may be so much, if that is not half of it.
_SMALL, _MOST_SHARE = 200, 0.5
_TAGS = words("div section aside ul ol p footer form details table figure figcaption blockquote")
_PHRASES = words("span em h2 h3")
_NAMING = ("class", "id", "data-component", "data-testid", "data-area", "data-hook", "name")
#: Of these none is text (https://www.w3.org/TR/wai-aria-1.2/#role_definitions).
_ROLES = frozenset(words("dialog alertdialog navigation search menu menubar toolbar tablist"))
_MOST_ELEMENTS, _MOST_ARTICLES = 20_000, 200
_SILENT = frozenset(("a", "script", "style", "noscript", "template", "title", "option", "button"))
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
#: What is not shown, but read aloud to those who do not see.
_FOR_HEARERS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text)?|element-invisible|hide-accessible|u-hidden-visually)(?:$|\s)"
)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def drop_boxes(tree: HtmlElement, title: str) -> bool:
    """Take out of tree the boxes that are not of its article, which is called title, and articles that are others.

    Where those of one name hold much of what the page says, they are its article, and stay; so do the largest where
    half of it would go. Tell whether there were any.
    """
    others = _other_articles(tree, title)
    comments = _comments(tree)
    for one in (*others, *comments):
        one.drop_tree()
    whole = _said(tree)
    most = min(max(_LARGEST_SHARE * whole, _SMALL), _MOST_SHARE * whole)
    boxes: dict[str, list[HtmlElement]] = {}
    for one in _boxes(tree, min(max(most, _SMALL), _LARGEST)):
        boxes.setdefault(_NUMBER.sub("", names(one)), []).append(one)
    dropped = 0
    for size, alike in sorted(((sum(map(_said, alike)), alike) for alike in boxes.values()), key=itemgetter(0)):
        if size > most or dropped + size > _MOST_SHARE * whole:
            break
        dropped += size
        for one in alike:
            one.drop_tree()
    return bool(others or comments or boxes)


def _said(element: HtmlElement) -> int:
    """Return how many letters element says outside links and scripts."""
    within = islice(element.iter(), _MOST_ELEMENTS)
    return sum(
        (0 if one.tag in _SILENT or not isinstance(one.tag, str) else len((one.text or "").strip()))
        + (0 if one is element else len((one.tail or "").strip()))
        for one in within
    )


def _comments(tree: HtmlElement) -> list[HtmlElement]:
    """Return what holds the comments of readers, however much they say, where an article is left without them.

    What begins with that word in English trafilatura leaves out.
    """
    called = [one for one in islice(tree.iter(*_TAGS), _MOST_ELEMENTS) if _is_of_readers(one)]
    outermost = _outermost(called)
    return outermost if outermost and _said(tree) - sum(map(_said, outermost)) > _LARGEST_SHARE * _LARGEST else []


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Return those that stand in no other of them."""
    some = set(elements)
    return [one for one in elements if some.isdisjoint(one.iterancestors())]


def _is_of_readers(element: HtmlElement) -> bool:
    return any(map(_names_readers, filter(None, (element.get("class"), element.get("id")))))


@lru_cache(maxsize=10_000)
def _names_readers(said: str) -> bool:
    """Tell whether one of the names in an attribute begins or ends as that of comments does, or is a list of them."""
    for name in said[:500].split():
        parts = [word.lower() for word in _WORD.findall(name)]
        listed = any(one in _COMMENT and other in _LISTING for one, other in pairwise(parts))
        is_last = parts[-1:] == ["comments"] and _STATES.isdisjoint(parts)
        if listed or is_last or not COMMENTS.isdisjoint(parts[:1]):
            return True
    return False


def _boxes(tree: HtmlElement, longest: float) -> list[HtmlElement]:
    """Return the outermost elements in tree that are called boxes, are shorter than longest and hold no headline."""
    found: list[HtmlElement] = []
    within: set[HtmlElement] = set()
    for one in islice(tree.iter(), _MOST_ELEMENTS):
        above = one.getparent()
        if above is None:
            continue
        if above in within:
            within.add(one)
        elif is_box(one) and len(one.text_content()) < longest and one.find(".//h1") is None:
            found.append(one)
            within.add(one)
    return found


def is_box(element: HtmlElement) -> bool:
    """Tell whether an element is called as boxes are that stand amid an article and are not of it, or hidden."""
    if element.tag in _PHRASES:
        # The id of a heading is made of its words.
        return _is_hidden(element) or _names_box(element.get("class") or "")
    if element.tag not in _TAGS and (not isinstance(element.tag, str) or "-" not in element.tag):
        return False
    if element.get("role") in _ROLES:
        return True
    return _is_hidden(element) or any(map(_names_box, filter(None, map(element.get, _NAMING))))


def _is_hidden(element: HtmlElement) -> bool:
    called = element.get("class")
    is_for_hearers = called is not None and _FOR_HEARERS.search(called) is not None
    return is_for_hearers or element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


@lru_cache(maxsize=10_000)
def _names_box(said: str) -> bool:
    """Tell whether one of the names in an attribute is that of a box; pages have the same ones over and over."""
    for name in said[:500].split():
        parts = [word.lower() for word in _WORD.findall(name)]
        # WordPress gives a post the names of what it is about: tag-cookies. Blogger has tables of a picture and its
        # caption (tr-caption), and in these the text of some.
        if parts[:1] in (["tag"], ["category"], ["tr"]):
            continue
        pairs = {f"{one}-{other}" for one, other in pairwise(parts)}
        if not _NAMES.isdisjoint(parts) or not _PAIRS.isdisjoint(pairs):
            return True
    return False


def _other_articles(tree: HtmlElement, title: str) -> list[HtmlElement]:
    """Return the articles beside the one whose heading says title, which have headings of their own.

    None where that is not in just one of them, or where they say more than it: then they are parts of what the page
    tells, as the posts of a live blog are, or the text beneath a headline that stands in an article of its own.
    """
    name = loose(title)
    headings = {one: _headings(one) for one in islice(tree.iter("article"), _MOST_ARTICLES)} if name else {}
    own = [one for one, said in headings.items() if name in said]
    outermost = _outermost(own)
    if len(outermost) != 1:
        return []
    kept = {*outermost[0].iterancestors("article"), *outermost[0].iter("article")}
    others = [one for one, said in headings.items() if said and one not in kept and one.find(".//h1") is None]
    others = _outermost(others)
    return others if sum(map(_said, others)) <= _said(outermost[0]) else []


def _headings(article: HtmlElement) -> set[str]:
    return {loose(text_within(one)) for one in islice(article.iter("h1", "h2", "h3", "h4"), 5)}
