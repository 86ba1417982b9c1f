"""Canonical addresses: one spelling for one article, and never one for two."""

import base64
import string
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.addresses import canonical_url, url_key, url_key_text

ARTICLE = "https://www.example.org/world/2026/storm-at-sea?id=7"
GOOGLE_NEWS_ID = base64.urlsafe_b64encode(
    b"\x08\x13\x22" + bytes([len(ARTICLE)]) + ARTICLE.encode() + b"\xd2\x01\x00"
).decode()

SAME_ADDRESS = {
    "campaign": f"{ARTICLE}&utm_source=letter&utm_medium=email&fbclid=IwAR0x",
    "campaign in capitals": f"{ARTICLE}&UTM_Source=letter",
    "statistics of European sites": f"{ARTICLE}&at_medium=rss&xtor=RSS-3208&wt_mc=x.y&ns_mchannel=rss",
    "channel word": f"{ARTICLE}&ref=twitter&source=rss&from=homepage",
    "campaigns of mail and shops": f"{ARTICLE}&campaign_medium=x&sc_campaign=y&ir_adid=1&fb_comment_id=2&_bhlid=3",
    "newsletters of the trade press": f"{ARTICLE}&oref=d1-skybox&spMailingID=12&_cldee=a-b&hss_channel=tw-1&elqCid=3",
    "campaigns of newspapers": f"{ARTICLE}&wpisrc=nl_x&fsrc=rss&lmd_source=x&mktcid=x&feedType=RSS&.tsrc=rss&iref=a",
    "signatures of search engines": f"{ARTICLE}&gaa_at=g&gaa_ts=65a&__cf_chl_tk=x-0-gaNyc&mrfcid=20240102ab&dicbo=v2-x",
    "campaign behind a second ?": f"{ARTICLE}?utm_source=letter&utm_medium=email",
    "entities escaped three times": f"{ARTICLE}&amp;amp;utm_campaign=x",
    "programs that post links": f"{ARTICLE}&platform=hootsuite&ref=tw_i&feature=youtu.be",
    "feed of a platform": f"{ARTICLE}&source=rss----0a1b2c3d4e5f---4",
    "fragment": f"{ARTICLE}#section-2",
    "route to the page itself": f"{ARTICLE}#!/",
    "host in capitals": ARTICLE.replace("www.example.org", "WWW.Example.ORG"),
    "default port": ARTICLE.replace(".org/", ".org:443/"),
    "empty port": ARTICLE.replace(".org/", ".org:/"),
    "full stop after the host": ARTICLE.replace(".org/", ".org./"),
    "name and password": ARTICLE.replace("www.", "reader:secret@www."),
    "dots": ARTICLE.replace("/2026/", "/./2025/../2026/"),
    "escaped dots": ARTICLE.replace("/2026/", "/%2e/2025/%2E%2e/2026/"),
    "double slash": ARTICLE.replace("/2026/", "//2026/"),
    "backslashes": ARTICLE.replace("/", "\\"),
    "one slash": ARTICLE.replace("https://", "https:/"),
    "needless escapes": ARTICLE.replace("storm", "%73torm"),
    "whitespace around": f" \n{ARTICLE}\t ",
    "line break within": ARTICLE.replace("2026", "20\n26"),
    "entity": f"{ARTICLE}&amp;utm_campaign=x",
    "empty parameters": ARTICLE.replace("?", "?&") + "&&",
    "repeated parameter": f"{ARTICLE}&id=7",
    "session in the path": ARTICLE.replace("?", ";jsessionid=0A1B2C?"),
    "session in the query": f"{ARTICLE}&PHPSESSID=a8f5f167f44f4964e6c998dee827110c",
    "ASP.NET session": ARTICLE.replace("/world/", "/(S(lit3py55t21z5v55vlm25s55))/world/"),
    "Google": "https://www.google.com/url?rct=j&sa=t&url=https://www.example.org/world/2026/storm-at-sea%3Fid%3D7&ct=ga",
    "Google News": f"https://news.google.com/rss/articles/{GOOGLE_NEWS_ID}?oc=5",
    "Facebook": "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.example.org%2Fworld%2F2026%2Fstorm-at-sea%3Fid%3D7&h=AT0",
    "Outlook": "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.org%2Fworld%2F2026%2Fstorm-at-sea%3Fid%3D7&data=05",
    "AMP cache": "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/world/2026/storm-at-sea?id=7",
    "translated by Google": ARTICLE.replace("www.example.org", "www-example-org.translate.goog") + "&_x_tr_sl=fr",
    "Bing": f"https://www.bing.com/ck/a?!&&p=0a&u=a1{base64.urlsafe_b64encode(ARTICLE.encode()).decode().rstrip('=')}&ntb=1",
    "Proofpoint": f"https://urldefense.com/v3/__{ARTICLE}__;!!abc-Xyz$",
    "Proofpoint with stars": "https://urldefense.com/v3/__https://www.example.org/world/2026/**Eat-sea*id=7__;c3Rvcm0tPw!!abc$",
    "AMP by Bing": "https://www.bing.com/amp/s/www.example.org/world/2026/storm-at-sea?id=7",
    "AMP by Google, query escaped": "https://www.google.com/amp/s/www.example.org/world/2026/storm-at-sea%3Fid%3D7",
    "Telegram": f"https://t.me/iv?url={quote(ARTICLE, safe='')}&rhash=0a1b2c",
    "Telegram's button": f"https://telegram.me/share/url?text=x&url={quote(ARTICLE, safe='')}",
    "WhatsApp": f"https://l.wl.co/l?u={quote(ARTICLE, safe='')}&e=AT0",
    "answer to a comment": f"{ARTICLE}&replytocom=42#respond",
    "Messenger": f"https://l.messenger.com/l.php?u={quote(ARTICLE, safe='')}&h=AT0",
    "Disqus": f"https://disq.us/url?url={quote(ARTICLE, safe='')}%3AmFQ2cVJ4x0Z",
    "a service that hides where one comes from": f"https://href.li/?{ARTICLE}",
    "shops' partners": f"https://go.skimresources.com/?id=1X2&url={quote(ARTICLE, safe='')}&xs=1",
    "advertisements": f"https://www.googleadservices.com/pagead/aclk?sa=L&adurl={quote(ARTICLE, safe='')}",
    "trackers of shops and mails": f"{ARTICLE}&cm_mmca1=x&dpg_source=y&tw_campaign=z&wt.mc_id=a&utm-source=b&tduid=c",
    "Proofpoint of old": "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.example.org_world_2026_storm-2Dat-2Dsea-3Fid-3D7&d=Dw",
    "web archive": f"https://web.archive.org/web/20260102030405/{ARTICLE}",
    "archive in a search engine": f"https://www.google.com/url?q=https://web.archive.org/web/2026id_/{ARTICLE}",
}


@pytest.mark.parametrize("spelling", SAME_ADDRESS.values(), ids=SAME_ADDRESS.keys())
def test_other_spellings_of_an_address_come_out_the_same(spelling):
    assert canonical_url(spelling) == ARTICLE


SAME_ARTICLE = {
    "http": ARTICLE.replace("https", "http"),
    "without www": ARTICLE.replace("www.", ""),
    "mobile host": ARTICLE.replace("www.", "m."),
    "AMP host": ARTICLE.replace("www.", "amp."),
    "AMP ending": ARTICLE.replace("?", "/amp/?"),
    "AMP folder": ARTICLE.replace("/world/", "/amp/world/"),
    "AMP parameter": f"{ARTICLE}&outputType=amp",
    "bare AMP parameter": f"{ARTICLE}&amp",
    "AMP parameters of plugins": f"{ARTICLE}&mode=amp&wpamp",
    "print": ARTICLE.replace("?", "/print?"),
    "slash at the end": ARTICLE.replace("?", "/?"),
    "mobile host of www": ARTICLE.replace("www.", "www.m."),
    "AMP page": ARTICLE.replace("?", "/amp.html?"),
    "print page": ARTICLE.replace("?", "/print.html?"),
    "index page": ARTICLE.replace("?", "/index.html?"),
}


@pytest.mark.parametrize("spelling", SAME_ARTICLE.values(), ids=SAME_ARTICLE.keys())
def test_editions_of_an_article_have_one_key(spelling):
    assert url_key_text(spelling) == url_key_text(ARTICLE)
    assert canonical_url(spelling) != canonical_url(ARTICLE)


@pytest.mark.parametrize(
    "host", ["sport.m.example.org", "sport-m.example.org", "amp-sport.example.org", "m.sport.example.org"]
)
def test_editions_of_a_part_of_a_site_have_its_key(host):
    assert url_key_text(f"https://{host}/x") == url_key_text("https://sport.example.org/x")


@pytest.mark.parametrize("glued", ["&utm_source=x&utm_medium=y", "%3Futm_source%3Dx", "/&utm_campaign=x"])
def test_a_campaign_glued_to_the_path_is_none_of_it(glued):
    assert url_key_text(f"https://example.org/a/storm{glued}") == "example.org/a/storm"


def test_the_key_is_32_hex_digits():
    assert len(url_key(ARTICLE)) == 32
    assert set(url_key(ARTICLE)) <= set(string.hexdigits)


NAMING = "id p page article newsid nid sid aid v q s cid uid eid ref source via rss mc from no seq doc print itid scid"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *((f"https://example.org/read?{name}=11", f"https://example.org/read?{name}=12") for name in NAMING.split()),
        ("https://example.org/read?id=1", "https://example.org/read"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/x?a=1&a=2", "https://example.org/x?a=2"),
        ("https://example.org/x?a=%26b", "https://example.org/x?a=&b"),
        ("https://example.org/x?a=%2B", "https://example.org/x?a=+"),
        ("https://example.org:8443/x", "https://example.org/x"),
        ("https://sport.example.org/x", "https://example.org/x"),
        ("https://m.co.uk/x", "https://co.uk/x"),
        ("https://a.m.co.uk/x", "https://a.co.uk/x"),
        ("https://m-net.example/x", "https://net.example/x"),
        ("https://e.org/go?utmost=1", "https://e.org/go?utmost=2"),
        ("https://e.org/go?share_id=1", "https://e.org/go?share_id=2"),
        ("https://example.org/topics/amp", "https://example.org/topics"),
        ("https://example.org/#!/one", "https://example.org/#!/two"),
        ("https://example.org/go?url=https://example.net/a", "https://example.net/a"),
        ("https://www.google.com/search?q=https://example.net/a", "https://example.net/a"),
    ],
)
def test_what_may_name_another_article_is_kept(one, other):
    assert url_key_text(one) != url_key_text(other)


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/channel/123",
        "https://href.li/?nothing",
        "https://www.bing.com/amp/",
        "https://urldefense.com/v3/__https://example.org/*a*b__;Iw!!abc$",
        "https://urldefense.com/v3/__https://example.org/*a__;----!!abc$",
        "https://disq.us/p/1",
    ],
)
def test_what_carries_no_address_that_can_be_read_stays_itself(url):
    assert urlsplit(canonical_url(url)).hostname == urlsplit(url).hostname


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://www.bücher.example:8080/?q=bücher", "http://www.xn--bcher-kva.example:8080/?q=b%C3%BCcher"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://%e2%98%83.example/", "https://xn--n3h.example/"),
        ("http://例え。jp/路", "http://xn--r8jz45g.jp/%E8%B7%AF"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://[0:0:0:0:0:0:0:1]:80/", "http://[::1]/"),
        ("http://rd.example.com/rss/top/*https://example.org/1?a=b", "https://example.org/1?a=b"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/caf%e9", "http://example.org/caf%E9"),
        ("http://example.org/a b?c d", "http://example.org/a%20b?c+d"),
        ("http://example.org?b=2&a=1", "http://example.org/?a=1&b=2"),
        (
            "http://example.org/foto.jpg?crop/1420x708/format/webp",
            "http://example.org/foto.jpg?crop/1420x708/format/webp",
        ),
    ],
)
def test_what_may_be_spelled_in_many_ways_is_spelled_in_one(written, meant):
    assert canonical_url(written) == meant


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("/world/storm", "does not begin with http"),
        ("//example.org/x", "does not begin with http"),
        ("example.org/x", "does not begin with http"),
        ("javascript:alert(1)", "javascript is not http or https"),
        ("mailto:desk@example.org", "mailto is not http or https"),
        ("ftp://example.org/x", "ftp is not http or https"),
        ("http://", "names no host"),
        ("https://@/x", "names no host"),
        ("https://exa mple.org/", "no host name"),
        ("https://example.org:99999/", "no host and port"),
        ("https://example.org:8o/", "no host and port"),
        ("http://1.2.3.4.5/", "no IP address"),
        ("http://256.1.1.1/", "no IP address"),
        ("http://[::g]/", "no IPv6 address"),
        ("http://[::1/", "no host and port"),
        ("https://example.org/" + "a" * 9_000, "longer than"),
    ],
)
def test_what_is_no_web_address_is_refused_with_the_reason(url, reason):
    with pytest.raises(ValueError, match=reason):
        canonical_url(url)


PIECES = r"""
    / // /../ /./ %2e % %%34%31 %2F ? & = # #! ;sid=1 amp /amp/ index.html a B é ß ☃ + @ : :80 :443 utm_a=1 id=7 www. m.
    example.org https:// http:// 127.1 [::1] \ web.archive.org/web/2026/ www.google.com/url?q= cdn.ampproject.org/c/s/
    /print &amp; /(S(lit3py55t21z5v55vlm25s55))/
"""
PIECE = st.sampled_from([*PIECES.split(), " ", "\x00", "\ud800"]) | st.text(max_size=3)
ADDRESSES = st.lists(PIECE, max_size=14).map(lambda pieces: "https://example.org/" + "".join(pieces))
HOSTS = st.lists(PIECE, max_size=10).map(lambda pieces: "https://" + "".join(pieces))


@settings(max_examples=400)
@given(ADDRESSES | HOSTS | st.text(max_size=40))
@example("http://example.org/%%34%31")
@example("https://web.archive.org/web/2026/https://www.google.com/url?q=http://a.b/")
@example("https://www.google.com/url?q=http://[")
def test_canonical_addresses_stay_as_they_are(url):
    try:
        once = canonical_url(url)
    except ValueError:
        return
    assert canonical_url(once) == once
    assert url_key(once) == url_key(url)
    assert once.isascii()
    assert once.startswith(("http://", "https://"))
