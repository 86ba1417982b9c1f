"""Lines that lead to other articles, or speak of the site, are no part of the article; lines of its text are."""

import time

import pytest

from crawler.feed import feed_items, parse_feed
from crawler.furniture import links_in, prose
from crawler.page import extract_page

OTHER = "Ten ships lost"


@pytest.mark.parametrize(
    "line",
    [
        f"READ ALSO: {OTHER}", f"Related: {OTHER}", f"[Related: {OTHER}]", "Read more", f"Lire aussi : {OTHER}",
        f"A lire aussi : {OTHER}", "À lire aussi", f"Lesen Sie auch: {OTHER}", "Leggi anche", f"Lea también | {OTHER}",
        f"Czytaj też: {OTHER}", f"Читайте также: {OTHER}", f"Читайте також – {OTHER}", f"Läs också: {OTHER}",
        f"اقرأ أيضا: {OTHER}", f"相关阅读：{OTHER}", "関連記事",
        "© 2026 The Example. All rights reserved.", "Copyright 2026 Example Media All Rights Reserved",
        "Copyright © 2026 The Example", "Follow us on Telegram for the latest news.", "Seguici su Facebook",
        "Подписывайтесь на наш канал", "The post Storm at sea appeared first on The Example.",
        "L’article Storm at sea est apparu en premier sur Le Nord.",
        "Sign up for our newsletter and get the best of our reporting.", "Subscribe to continue reading",
        "Join our WhatsApp channel", "Suivez-nous sur X", "Следите за нами в Telegram",
        "Sledujte nás na Facebooku a YouTube",
        "Jetzt weiterlesen mit P+", "Sie haben bereits ein Digital-Abonnement? Hier anmelden",
        "Already a subscriber? Sign in",
        "Register to read the full article", "Cancel at any time.", "No spam. Unsubscribe any time.",
        "Il vous reste 75.5% de cet article à lire.", "Contenido exclusivo para suscriptores", "Start your free trial",
        "【纠错】 【责任编辑：赵丽】", "版权所有 © 国防报", "저작권자 ⓒ 국방신문 무단전재 및 재배포 금지",
        "ⓒ 국방신문, 무단 전재-재배포 금지",
        "Teilen:", "Deel dit artikel", "Partager la page", "Поделиться", "分享让更多人看到", "Версия для печати",
        "Lesezeit: 4 Min.", "3 min de lectura", "Прочитаєте за: 2 хв.", "Czas czytania: 3 min",
        "Weiter nach der Anzeige", "Lees verder onder de advertentie", "請繼續往下閱讀...", "REKLAMA",
        "Article continues below",
        "Descarcă aplicația Example și află tot ce e nou", "Laden Sie unsere kostenlose App herunter",
        "現在用APP看新聞",
        "Kļūda rakstā? Iezīmējiet tekstu un spiediet Ctrl+Enter", "© Riproduzione riservata",
        "Todos os direitos reservados",
        "При цитировании ссылка на «Пример» обязательна", "Срочные сообщения читайте на нашем канале в Telegram.",
        "Zugang zu allen Plus-Beiträgen", 
        
        "© 一般社団法人共同通信社", "Seko līdzi jaunumiem arī mūsu \"Telegram\" kanālā!",
        "Пратите нас на нашој Facebook и Instagram страници. Претплатите се на издање листа.",
        f"延伸閱讀{OTHER}", f"Читайте также {OTHER}", "非經授權，不得轉載", "Нашли ошибку? Сообщите нам",
        "انتهای پیام/",
        "Obserwuj nas w Wiadomościach Google", "Ακολουθήστε το example.gr στο Google News", "Sdílet na Facebooku",
        "Thanks for reading! Subscribe for free to receive new posts.", "The Wire is a reader-supported publication.",
        "Jetzt unseren Newsletter abonnieren", "Download PDF", "Was this page helpful?",
        "Líbil se vám článek? Sdílejte ho s přáteli.",
        "Vous souhaitez réagir à cet article ?",
        "¿Te gustó este artículo?", "Hat Ihnen der Artikel gefallen?", "Podoba Ci się ten artykuł? Postaw nam kawę!",
        "Iscriviti alla newsletter di Difesa Oggi", "Wilt u meer weten? Meld u aan voor onze nieuwsbrief.",
        "Iratkozzon fel hírlevelünkre!", "Receba as notícias pelo WhatsApp. Clique aqui",
        "Haberin devamı için tıklayınız",
        "لمتابعة آخر الأخبار اشترك في قناتنا على تلغرام", "Пратите нас на Вајберу", "Следвайте ни и в Google News",
        "Підтримайте нас на Patreon", "Support us with a donation.", "(tgr, esch, 13.5.2024)",
        "Mohlo by vás zajímat", f"Te recomendamos: {OTHER}", f"یہ بھی پڑھیں: {OTHER}",
    ],
)  # fmt: skip
def test_lines_that_lead_elsewhere_go(line):
    assert prose(f"One.\n{line}\nTwo.", "Storm at sea", lambda: [OTHER]) == "One.\nTwo."


@pytest.mark.parametrize(
    "line",
    [
        "Recibe la ministra amenazas por WhatsApp", "Join the army, the commander wrote on Telegram",
        "Support us or lose us, the mayor told the ministers in Brussels at the end of a long and bitter night.",
        "„Melden Sie sich für den Newsletter an“, riet der General.", "Was this the right decision?",
        "Thanks for reading the report, she told the committee.", "The telegram was sent to Kyiv on Monday.",
        "Read more than one paper, the minister said.", "Related talks in Geneva broke down on Tuesday.", "",
        "Lire aussi vite que possible est un art.", "The ministers will follow us on this, he said.",
        "Sign up for the exercise, the army told its reservists.",
        "Sign up for the alerts, the army told the town.",
        "Read also: " + "a long paragraph of the article " * 9,
        "По теме безопасности договорились не сразу.", "Copyright law is changing in Europe.",
        "Copyright 2026 law revision passes the Bundestag by four votes.",
        "(c) the transfer of 14 Leopard tanks to Ukraine;", "(c) 2026 budgets of the four frigates;",
        "The Post reported that the leaked documents first appeared on Discord in January.",
        "Запись разговора офицеров бундесвера о «Таурусах» появилась впервые на канале RT.",
        "L'articolo 5 del Trattato nordatlantico proviene da una proposta americana.",
        "L'article 5 du traité est apparu en premier sur la table des ministres.",
        "Der Beitrag der Bundeswehr zu EUFOR erschien zuerst auf der Liste des Ministers.",
        "Het bericht over de drones verscheen eerst op Telegram.",
        "La entrada de Finlandia apareció primero en la agenda de la cumbre.",
        "O post de Zelensky sobre os mísseis apareceu primeiro em ucraniano.",
        "Join us on 12 March for a debate on the fleet.", "“Follow us on to Kyiv,” the colonel told his men.",
        "„Folgen Sie uns auf Telegram“, schrieb die Gruppe.",
        "The treaty leaves all rights reserved to Ankara in the straits untouched.",
        "Related-party sales at the arms maker rose by a third.",
        "Recommended - a NATO fleet of 40 ships - is now in doubt.",
        "Mehr dazu: Der Minister will am Montag im Ausschuss sprechen.",
        "Don't miss: the missile defence shield hit every target.",
        "The treaty, the minister said, is one that either side may cancel at any time.",
        "“We can walk out,” he said, adding that Spain could cancel at any time.",
        "The treaty has no end. Spain could cancel at any time.",
        "Sie haben bereits ein Labor in Wuhan eröffnet und wollen dort Drohnen bauen.",
        "Join us or die, the militia's leader wrote on X, naming three towns it would attack.",
        "Join our ranks, the commander of the brigade wrote on Telegram on Monday.",
        "Follow our orders or be shot, the general wrote on Telegram.",
        "Следите за небом, написал мэр Харькова в своём телеграм-канале: город атакуют дроны.",
        "Стежте за сигналами тривоги: на Харків летять дрони, повідомляє канал Повітряних сил.",
        "Suivez les consignes, a écrit le préfet sur X : une attaque de drones est en cours.",
        "Urmărește militarii ruși prin Telegram și a transmis pozițiile lor armatei, a spus SBU.",
        "Sledujte, jak ruské drony útočí na Kyjev: video zveřejnil Telegram prezidenta",
        "Ikuti kata Menteri Pertahanan, Facebook akan diblokir.",
        "To continue reading the law in parliament three votes are needed, the speaker said.",
        "Register to keep drones out of Kyiv: parliament adopts the law on owners of drones",
        "Start your trial of the general, the judge told the court in The Hague",
        "Already a member? Sweden's status in NATO explained",
        "No spam of drones reached Kyiv, the air force said",
        "Il vous reste 30 jours pour signer, a dit le ministre à Kiev.",
        "Contenido exclusivo para militares fue hallado en un servidor ruso",
        "Privacy notice: the ministry of defence leaked 3,000 names", "(责任编辑：王) 国防部说", "编辑部说国防部长辞职",
        "版权所有者起诉国防部",
        "법원은 저작권자의 허락 없이 국방부 자료를 공개한 혐의로 기소된 장교에게 징역 2년을 선고했다.",
        "Читайте также приказ генштаба, сказал он.", "Share on land is falling, the minister said.",
        "При использовании дронов обязательно согласование с генштабом.",
        "«Читайте мой канал в Telegram», сказал генерал.",
        "Zugang zu allen Häfen verlangt die Marine.", "Anzeige gegen Oberst erstattet", "Share of GDP: 2 percent",
        "저작권자의 허락 없이 국방부 자료를 공개한 장교가 기소됐다.", "국방부는 무단 전재된 문서가 기밀이라고 밝혔다.",
    ],
)  # fmt: skip
def test_lines_of_the_article_stay(line):
    assert prose(f"One.\n{line}\nTwo.", "Storm at sea", lambda: [OTHER]) == f"One.\n{line}\nTwo."


def test_links_are_looked_for_only_where_a_line_may_lead_elsewhere():
    assert prose("One.\nTwo.", links=lambda: pytest.fail("asked")) == "One.\nTwo."


def test_the_links_of_a_fragment_are_read_however_it_is_written():
    assert list(links_in("<p><a href=/1><b>Ten</b> ships</a> and <A>two</A> more <a>left open")) == [
        "Ten ships", "two", "left open",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["-" * 199, "(c)" * 60, "the post " * 22, "related" + " " * 190, "©- " * 66])
def test_no_line_takes_long(line):
    start = time.process_time()
    prose("\n".join([line] * 2_000), "-")
    assert time.process_time() - start < 5


def test_headlines_of_other_articles_go_from_the_midst_of_one():
    said = (
        "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port."
    )
    more = "The ships are expected to leave before the end of the week, according to three officials who know of it."
    link = "<p><strong>READ ALSO: <a href=/1>Missile strike on the harbour</a></strong></p>"
    html = f"<html lang=en><body><article><h1>Storm</h1><p>{said}</p>{link}<p>{more}</p></article></body></html>"
    assert extract_page(html.encode(), "https://www.example.org/a-storm").text == f"{said}\n{more}"


def test_they_go_from_what_feeds_bring_as_well():
    said = (
        "Two frigates leave.<p>Read also: <a href=/2>Ten ships <b>lost</b></a></p><p>More to come: a third</p>"
        "<p>The post <a href=/>Storm</a> appeared first on <a href=/>Example</a>.</p>"
    )
    item = f"<item><title>Storm</title><link>/1</link><description><![CDATA[{said}]]></description></item>"
    feed = parse_feed(f"<rss><channel>{item}</channel></rss>".encode(), "https://www.example.org/feed")
    assert [one.summary for one in feed_items(feed)] == ["Two frigates leave.\nMore to come: a third"]


def test_an_entry_of_which_nothing_would_be_left_keeps_its_words():
    item = "<item><title>Grain</title><link>/1</link><description>Cancel any time</description></item>"
    feed = parse_feed(f"<rss><channel>{item}</channel></rss>".encode(), "https://www.example.org/feed")
    assert [one.summary for one in feed_items(feed)] == ["Cancel any time"]
