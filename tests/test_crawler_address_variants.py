"""Every way in which an article's address comes to us leads to one key, and no two articles to one: counted.

The addresses are invented, in the layouts that news sites use; `pytest -s` prints the table.
"""

import itertools
import re
from urllib.parse import quote, urlsplit

import pytest

from crawler.addresses import canonical_url, url_key_text

#: Where sites put what names an article: path and query.
LAYOUTS = (
    "/{year}/{month}/{day}/{slug}",
    "/{year}/{month}/{day}/{slug}/",
    "/{year}/{month}/{slug}.html",
    "/news/{slug}-{id}",
    "/news/{id}",
    "/news/world-europe-{id}",
    "/{slug}",
    "/{slug}/",
    "/{slug}/a-{id}",
    "/{slug}-{id}.html",
    "/ausland/artikel/{slug},{id}.html",
    "/politik/{slug}-a-{hex}.html",
    "/international/article/{year}/{month}/{day}/{slug}_{id}_3210.html",
    "/politica/noticia/{year}-{month}-{day}/{slug}/{id}.shtml",
    "/n{id}.htm",
    "/article.php?id={id}",
    "/index.php?option=com_content&view=article&id={id}",
    "/index.php?L=1&id={id}",
    "/?p={id}",
    "/node/{id}",
    "/news.aspx?newsid={id}",
    "/Default.aspx?ArticleId={id}&tabid=54",
    "/news/detail.php?ELEMENT_ID={id}",
    "/read?cat=7&sid={id}",
    "/story?lang=uk&nid={id}",
    "/view/{id}?oid={hex}",
    "/archive/{year}/{slug}?page=2",
    "/ru/novosti/{cyrillic}",
    "/berita/{year}/{cyrillic}-{id}.html",
    "/article/{han}/{id}",
    "/a/{id}/{hex}",
    "/s/{capitals}",
    "/en/Press-Releases/Release-View/Article/{id}/{slug}/",
    "/live/{slug}/card/{hex}",
    "/amp-up-{slug}/{id}",
    "/print-media/{slug}.html",
)
HOSTS = (
    "www.harbour-times.example.org",
    "nordkurier.example.net",
    "news.example.co.uk",
    "www.ministry.example.gov.uk",
    "english.example.com",
    "www.xn--zrich-kva.example.com",
)
SLUGS = ("storm-delays-frigate", "howitzers-for-tapa", "minister-resigns", "airbase-2", "what-we-know-about-the-wall")
#: Parameters by which sites name an article, a page of it or a place in it.
IDENTIFYING = """
    id ID p page pid nid newsid newsId news_id sid aid article articleid article_id ArticleID artid item itemid item_id
    ELEMENT_ID oid cid uid eid did docid doc record key story storyid story_id post postid post_id content contentid
    contid idnews idart id_article idarticle news n no num number seq q s v t tid topic thread date day issue view
    section cat lang l locale print print_id nota noticia artikel haber
"""
#: Those that may say where the reader came from instead: they name an article by its number.
NAMING_BY_NUMBER = "ref source src from via rss feed mc cmp"


def articles():
    """Return the address of every article: five in each layout, on all hosts in turn."""
    urls = []
    for number, (layout, slug) in enumerate(itertools.product(LAYOUTS, SLUGS)):
        names = {"slug": slug, "id": 48_213_001 + number, "hex": f"{number * 2_654_435_761 % 2**40:010x}"}
        names |= {"cyrillic": quote(f"шторм-затримав-фрегат-{number}"), "han": quote(f"国防部{number}号")}
        names |= {"year": 2026, "month": f"{number % 12 + 1:02}", "day": f"{number % 28 + 1:02}"}
        urls.append(f"https://{HOSTS[number % len(HOSTS)]}{layout.format(**names, capitals=f'aB{number:04x}Zq')}")
    return urls


def pair(text):
    return lambda url: f"{url}{'&' if '?' in url else '?'}{text}"


def path(change):
    def changed(url):
        parts = urlsplit(url)
        return parts._replace(path=change(parts.path)).geturl()

    return changed


def host(change):
    def changed(url):
        parts = urlsplit(url)
        return parts._replace(netloc=change(parts.netloc)).geturl()

    return changed


def edition(name):
    return host(lambda old: f"{name}.{old.removeprefix('www.')}")


def amp_ending(url):
    # Sites that keep the article's name in a parameter ask for its AMP edition by another.
    return pair("amp=1")(url) if "?" in url else path(lambda old: f"{old.rstrip('/')}/amp")(url)


def in_amp_cache(url):
    parts = urlsplit(edition("amp")(url))
    name = parts.netloc.replace("-", "--").replace(".", "-")
    return f"https://{name}.cdn.ampproject.org/c/s/{url.replace(urlsplit(url).netloc, parts.netloc).split('//', 1)[1]}"


def other_order(url):
    before, mark, query = url.partition("?")
    return before + mark + "&".join(reversed(query.split("&")))


VARIANTS = {
    "campaign": pair("utm_source=letter&utm_medium=email&utm_campaign=x"),
    "click ids": pair("fbclid=IwAR0x&gclid=Cj0K"),
    "European statistics": pair("at_medium=rss&ns_source=x&ns_mchannel=rss&xtor=RSS-3208"),
    "American statistics": pair("cmpid=rss&ocid=soc&smid=tw-share&ito=social"),
    "channel word": pair("ref=twitter&source=rss"),
    "fragment": lambda url: f"{url}#comments",
    "tracking fragment": lambda url: f"{url}#xtor=RSS-1-[x]&utm_source=rss",
    "http": lambda url: url.replace("https:", "http:"),
    "www. or not": host(lambda old: old.removeprefix("www.") if old.startswith("www.") else f"www.{old}"),
    "mobile host": edition("m"),
    "host in capitals": host(str.upper),
    "default port": host(lambda old: f"{old}:443"),
    "slash at the end or not": path(lambda old: old[:-1] if old.endswith("/") and len(old) > 1 else f"{old}/"),
    "double slash": path(lambda old: f"/{old}"),
    "AMP ending": amp_ending,
    "AMP parameter": pair("outputType=amp"),
    "AMP cache": in_amp_cache,
    "search engine": lambda url: f"https://www.google.com/url?sa=t&url={quote(url, safe='')}&usg=AOv",
    "web archive": lambda url: f"https://web.archive.org/web/20260302101010/{url}",
    "escapes in small letters": lambda url: re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), url),
    "order of parameters": lambda url: other_order(pair("zone=eu&area=3")(url)),
    "entity": lambda url: pair("utm_source=x&amp;utm_medium=y")(url).replace("&utm", "&amp;utm"),
    "index page": path(lambda old: f"{old}index.html" if old.endswith("/") else old),
    "session in the path": path(lambda old: f"{old};jsessionid=0A1B2C3D"),
    "space around": lambda url: f" \n{url}\t",
}


def test_25_kinds_of_variant_lead_to_the_key_of_the_article():
    urls = articles()
    same = {}
    for kind, variant in VARIANTS.items():
        # Other parameters are no variant of an address without them, but of one with them in another order.
        meant = pair("area=3&zone=eu") if kind == "order of parameters" else str
        same[kind] = sum(url_key_text(variant(url)) == url_key_text(meant(url)) for url in urls) / len(urls)
    mean = sum(same.values()) / len(same)
    print("\n".join(f"{kind:26}{100 * share:6.1f} %" for kind, share in {**same, "all": mean}.items()))
    assert len(same) == 25
    assert mean >= 0.995
    assert min(same.values()) >= 0.97


def test_no_two_articles_have_one_key_in_any_variant():
    urls = articles()
    for variant in (str, *VARIANTS.values()):
        assert len({url_key_text(variant(url)) for url in urls}) == len(urls)


def test_addresses_that_differ_in_what_names_the_article_stay_apart():
    words, numbers = IDENTIFYING.split(), f"{IDENTIFYING} {NAMING_BY_NUMBER}".split()
    for url in articles()[:: len(SLUGS)]:
        named = [pair(f"{name}={value}")(url) for name in words for value in ("c9f0a1", "c9f0a2")]
        named += [pair(f"{name}={number}")(url) for name in numbers for number in (4711, 4712)]
        assert len({url_key_text(one) for one in [url, *named]}) == 1 + len(named), url


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_the_canonical_form_of_a_variant_is_final_and_has_its_key(variant):
    for url in articles()[:: len(SLUGS)]:
        once = canonical_url(variant(url))
        assert canonical_url(once) == once
        assert url_key_text(once) == url_key_text(variant(url))
