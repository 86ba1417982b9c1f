"""Articles that one must pay for, known by what their pages say to readers; and pages that only advertise."""

import time

import pytest

from crawler.page import extract_page

BEGINNING = (
    "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port."
)


def is_paid(line, *, paragraphs=2, around="<div class=offer>{}</div>", head=""):
    text = "".join(f"<p>{BEGINNING} It is day {number} of the storm.</p>" for number in range(paragraphs))
    html = f"<html><head><title>Storm at sea keeps the fleet in port</title>{head}</head><body><article>"
    html += f"<h1>Storm at sea keeps the fleet in port</h1>{text}{around.format(line)}</article></body></html>"
    return extract_page(html.encode(), "https://news.example/storm").paywalled


SHUT = """
    This article is for subscribers only
    Sorry, this story is only available to our paying subscribers.
    This post is for paid subscribers
    Subscriber-only content
    Dieser Artikel ist nur für Abonnenten
    Dieser Artikel ist exklusiv für Abonnentinnen und Abonnenten.
    Cet article est réservé aux abonnés
    Il vous reste 75 % de cet article à lire. La suite est réservée aux abonnés.
    Este contenido es exclusivo para suscriptores
    Esta funcionalidad es sólo para suscriptores
    此文为财新通会员专享，订阅后继续阅读
    Questo contenuto è riservato agli abbonati
    Conteúdo exclusivo para assinantes
    Dit artikel is alleen voor abonnees
    Pozostało 85% artykułu do przeczytania.
    Artykuł dostępny tylko dla prenumeratorów
    Tento článek je jen pro předplatitele
    Celý článok je dostupný len pre predplatiteľov
    Denne saken er kun for abonnenter
    Artikkeli on vain tilaajille
    Этот материал доступен только подписчикам
    Матеріал доступний лише для передплатників
    Acest articol este disponibil doar pentru abonați
    この記事は有料会員限定です。残り 1,234文字
    <b>［会員限定］</b> この記事は会員限定です。登録すると続きをお読みいただけます。
    本文仅限付费用户
    유료 구독자 전용
    הכתבה המלאה למנויים בלבד
"""
ASKING = """
    Subscribe to continue reading
    To continue reading this article, subscribe today
    To read the full story <a href=/s>Subscribe</a> <a href=/l>Sign in</a>
    Sign in to read the full article
    Become a member to read this story
    You've reached your limit of free articles
    Jetzt weiterlesen mit SZ Plus
    Um weiterzulesen, melden Sie sich bitte mit Ihrem Abo an
    Abonnez-vous pour lire la suite
    Suscríbete para seguir leyendo
    Abbonati per continuare a leggere
    Assine para continuar lendo
    Verder lezen? Word abonnee
    Чтобы читать дальше, оформите подписку
"""
OPEN = """
    Subscribe to our newsletter
    Subscribe to our newsletter to read the best of the week
    Sign up to continue receiving our newsletter every morning
    Already a subscriber? Sign in
    Become a member and support our journalism
    Abonnieren Sie unseren Newsletter
    Nur für kurze Zeit: das Abo für einen Euro
    Abonnez-vous à notre newsletter
    Suscríbete a nuestro boletín
    Abbonati alla newsletter
    Zaprenumeruj nasz newsletter
    Odebírejte náš newsletter
    Подписывайтесь на наш Telegram
    Підписуйтесь на наш канал
    Prenumerera på vårt nyhetsbrev
    このサイトを購読する
    This article is available in French
    This content is only available to members of the committee, she said
    Der Text ist für alle Mitglieder verbindlich
    Weiterlesen mit einem Klick
    Articolo 5 riservato agli alleati
    Sign in to comment
    Register to read the full report
    Read the full story
    The daily, he wrote, is where this article is for subscribers only, and has been since the spring of that year.
"""


def lines(text):
    return [line.strip() for line in text.strip().split("\n")]


@pytest.mark.parametrize("line", [*lines(SHUT), *lines(ASKING)])
def test_a_page_that_says_to_whom_its_article_is_shown_is_behind_a_wall(line):
    assert is_paid(line)


@pytest.mark.parametrize("line", lines(OPEN))
def test_a_page_that_advertises_is_open(line):
    assert not is_paid(line)


@pytest.mark.parametrize(
    "parts",
    [
        {"paragraphs": 25},
        {"around": "<div style='display: none'>{}</div>"},
        {"around": "<template>{}</template>"},
        {"around": "<div class=newsletter-box><p>{}</p></div>"},
        {"around": "<ul class=related><li>{}</li></ul>"},
        {"around": "<div class=comments><p>{}</p></div>"},
        {"head": '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":true}</script>'},
        {"head": '<meta property="article:content_tier" content="free">'},
    ],
)
def test_what_is_there_or_is_not_said_of_the_article_is_no_wall(parts):
    assert is_paid("This article is for subscribers only")
    assert not is_paid("This article is for subscribers only", **parts)


def test_a_reader_who_has_read_enough_is_asked_below_a_whole_article():
    assert not is_paid("Subscribe to continue reading", paragraphs=12)


@pytest.mark.parametrize(
    "line", ["to continue reading " * 9, "questo è un è un " * 11, "subscribe: " * 17, "- member " * 20]
)
def test_hostile_lines_take_no_long_time(line):
    started = time.process_time()
    is_paid("".join(f"<p>{line}</p>" for _ in range(500)))
    assert time.process_time() - started < 2
