"""What stands amid an article and below it, and is told by its shape rather than by its name."""

import pytest

from crawler.page import extract_page
from crawler.prompts import is_prompt

TITLE = "Storm at sea keeps the fleet in port"
FIRST = "The ministers agreed on Tuesday to send two more frigates to the north, where a storm keeps the fleet in port."
LAST = "The ships are expected to leave before the end of the week, according to three officials who know of it."
MIDST = "Nobody in the harbour has seen waves of that height since the winter of the great flood, a pilot said there."


def text_with(amid: str = "", after: str = "", head: str = "") -> str:
    html = (
        f"<html lang=en><head><title>{TITLE}</title>{head}</head><body><main><h1>{TITLE}</h1>"
        f"<p>{FIRST}</p>{amid}<p>{MIDST}</p><p>{LAST}</p>{after}</main></body></html>"
    )
    return extract_page(html.encode(), "https://www.example.org/a-storm").text


WHOLE = f"{FIRST}\n{MIDST}\n{LAST}"


@pytest.mark.parametrize(
    "amid",
    [
        "<p><a href=/1>Lifeboat crews rescue nine sailors</a></p>",
        "<p>Elolvasásra ajánljuk: <a href=/1>Kilenc tengerészt mentettek ki az éjjel</a></p>",
        "<ul><li><a href=/1>Lifeboat crews rescue nine sailors</a></li></ul>",
        "<div class=xyz><img src=/1.jpg><em>Waves break over the pier (Photo: Jane Roe/AFP)</em></div>",
        "<p><img src=/1.jpg></p><p>Waves break over the pier. (Foto: Jana Nováková)</p>",
    ],
    ids=["headline", "unknown words before it", "list", "caption", "caption below"],
)
def test_links_to_other_articles_and_captions_leave_the_text_whatever_they_are_called(amid):
    assert text_with(amid) == WHOLE


@pytest.mark.parametrize(
    "amid",
    [
        '<p><a href="/report">The full report says that the harbour was closed for nine days.</a></p>',
        "<ul><li>Nine ships stay in port until Friday.</li><li>Two will leave tonight.</li></ul>",
        '<p>Nobody would say so, but <strong><a href="/1">the boat that left last night</a></strong> is lost.</p>',
        "<p><img src=/1.jpg>Nine sailors were brought ashore at dawn, and two of them are still in hospital.</p>",
    ],
    ids=["sentence", "list", "emphasis", "paragraph with a picture"],
)
def test_a_sentence_stays_though_it_is_a_link_or_stands_beside_a_picture(amid):
    said = text_with(amid)
    assert len(said) > len(WHOLE) + 40
    assert all(line in said for line in (FIRST, MIDST, LAST))


@pytest.mark.parametrize(
    "after",
    [
        "<p><em>Jane Roe is a fellow of the <a href=/us>Harbour Institute</a>.</em></p>",
        "<p>The views expressed in this article are those of the authors and not of the Harbour Institute.</p>",
        "<h2>Contacts:</h2><ul><li>Jane Roe, press officer, tel. +44 20 7946 0000</li></ul>",
        "<p>Ansprechpartner für die Medien:</p><p>Jörn Roe, Telefon 0331 866-0000, presse@example.org</p>",
        "<p>- ENDS -</p>",
        "<p>Source: Ministry of Defence</p>",
    ],
)
def test_notes_contacts_and_labels_below_an_article_are_none_of_it(after):
    assert text_with(after=after) == WHOLE


FIRM = "Example Systems is a leading maker of air defence with 20,000 employees. Its shares are traded in Frankfurt."


@pytest.mark.parametrize(
    "after",
    [
        f"<h3>About Example Systems</h3><p>{FIRM}</p>",
        f"<p># # #</p><p><strong>About Example Systems</strong><br>{FIRM}</p><p>Media contact: press@example.org</p>",
        f"<p><b>About Example Systems:</b> {FIRM}</p><p><b>About Acme</b></p><p>Acme is a company.</p>",
        f"<p>Über Example Systems</p><p>Die {FIRM.replace('employees', 'Mitarbeitern')}</p>",
        f"<p>À propos d’Example Systems</p><p>{FIRM}</p>",
        "<p>Forward-Looking Statements</p><p>This release contains statements that involve risks in many lands.</p>",
    ],
)
def test_what_a_firm_says_of_itself_below_its_release_is_none_of_it(after):
    assert text_with(after=after) == WHOLE


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("About Ukraine", "Ukraine is to get ten more of the systems by the end of the year, as was told on Monday."),
        ("Sobre Ucrania", "Ucrania recibirá diez sistemas más antes de fin de año, según se dijo el lunes en la base."),
        ("About the frigate", "The frigate is 120 metres long and was built by a leading yard in the north in 2019."),
    ],
)
def test_a_section_about_somebody_else_stays(heading, said):
    assert text_with(after=f"<h3>{heading}</h3><p>{said}</p>").endswith(said)


def test_a_section_at_the_end_keeps_its_heading_and_its_short_sentence():
    assert text_with(after="<h2>Next steps</h2><p>Talks can start in May.</p>").endswith(
        "Next steps\nTalks can start in May."
    )


def test_a_note_in_italics_that_tells_the_news_stays():
    said = (
        "Snipers have shot at the crews of two of the ships from the roofs, according to what eyewitnesses have told."
    )
    assert text_with(after=f"<p><em>{said}</em></p>").endswith(said)


@pytest.mark.parametrize(
    "line",
    [
        "Jetzt unserem WhatsApp-Kanal folgen",
        "Siga o canal do Exemplo no WhatsApp",
        "Telegram kanalımıza abone olun",
        "Подписаться в Telegram",
        "채널을 구독해 주세요",
        "Leave a comment",
        "Écouter l’article",
        "Foto: Jana Nováková, ČTK",
        "To view this video please enable JavaScript, and consider upgrading to a browser that supports HTML5 video",
        "This content is hosted by a third party. By showing it you accept the cookies of youtube.com.",
        "This article contains content provided by X. We ask for your permission before anything is loaded.",
        "This story was read by an automated voice. Please let us know if you have feedback.",
        "An dieser Stelle befindet sich ein externer Inhalt von X, der den Artikel ergänzt.",
        "Empfohlener redaktioneller Inhalt",
        "Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden. Mehr dazu hier.",
        "Ce contenu est bloqué car vous n'avez pas accepté les cookies et autres traceurs.",
        "Para ver este contenido debes aceptar las cookies de terceros",
        "Aby obejrzeć ten film, zaakceptuj pliki cookie.",
        "Ваш браузер не поддерживает видео",
    ],
)
def test_a_page_asks_its_reader_in_many_languages(line):
    assert is_prompt(line)


@pytest.mark.parametrize(
    "line",
    [
        "Follow our orders or be shot, the general wrote on Telegram.",
        "Следите за небом: канал сообщает о новых пусках",
        "„Folgen Sie uns auf Telegram“, schrieb die Gruppe.",
        "Photos of the harbour show nine ships.",
        "This content was published by the brigade on Telegram without the consent of the families, a court says.",
        "By Tuesday both sides had accepted the content of the draft.",
        "Hier befindet sich das Hauptquartier der 10. Panzerdivision.",
        "Ce contenu a été diffusé par l'état-major mardi.",
        "The browser of choice is a third-party one.",
    ],
)
def test_who_tells_of_a_request_asks_nothing(line):
    assert not is_prompt(line)


def test_who_asks_in_an_interview_is_no_note_on_the_author():
    head = "<meta name=author content='Jane Roe'>"
    asked = (
        "<p>Jane Roe: And who will pay for it?</p><p>The ministry will, as it has said from the start of all this.</p>"
    )
    assert "Jane Roe: And who will pay for it?" in text_with(after=asked, head=head)


AUTHOR = "<meta name=author content='Jane Roe'>"
ON_HER = "Jane Roe has reported on the harbours of the north for ten years, and teaches at the Harbour Institute."


@pytest.mark.parametrize("below", ["", "<p>Get the latest news in your inbox.</p>"])
def test_a_note_on_the_author_below_the_article_is_none_of_it(below):
    assert ON_HER not in text_with(after=f"<p>{ON_HER}</p>{below}", head=AUTHOR)


def test_what_the_author_has_seen_is_of_the_article_where_that_goes_on_below():
    seen = "Jane Roe, a reporter of this paper, was on the quay when the third ship was hit, and saw the crew jump."
    assert seen in text_with(
        after=f"<p>{seen}</p><p>The ministry of transport has said that it will ask all of them to testify in May.</p>",
        head=AUTHOR,
    )


def test_an_article_on_somebody_who_is_called_as_its_author_keeps_all_that_it_says_of_them():
    before = "<p>The minister of transport, Jane Roe, has been to the harbour with her staff this morning.</p>"
    said = "Jane Roe said that the ships had been warned of the mines twice, and that nobody had answered her."
    assert said in text_with(before, f"<p>{said}</p>", AUTHOR)


def test_whoever_else_is_linked_as_an_author_has_written_it_too():
    said = '{"@type": "NewsArticle", "headline": "Storm", "author": {"@type": "Person", "name": "Jane Roe"}}'
    html = (
        f'<html lang=en><head><script type="application/ld+json">{said}</script></head><body><article><h1>{TITLE}</h1>'
        '<h4><a href="/author/jane/">Jane Roe</a>, <a href="/author/mark/">Mark Stone</a></h4>'
        f"<p>{FIRST}</p><p>{MIDST}</p><p>{LAST}</p></article></body></html>"
    )
    assert extract_page(html.encode(), "https://www.example.org/a").authors == ("Jane Roe", "Mark Stone")


def test_a_press_review_keeps_headlines_though_they_are_but_links():
    security = (
        "Parliament approves the purchase of three NASAMS batteries",
        "Navy receives its second minehunter from the Dutch shipyard",
        "Border guard reports a rise in drone overflights in the east",
    )
    allies = ("Germany is to send its brigade a year earlier", "France and Poland sign a treaty on defence")
    ukraine = (
        "Contact group pledges 21 billion euros for air defence",
        "Ninety drones were shot down over the capital",
    )
    all_of_it = (
        ("National security and defence", security),
        ("Allies and partners", allies),
        ("War in Ukraine", ukraine),
    )
    sections = (
        f"<h2>{name}</h2><ul>{''.join(f'<li><a href=/{one[:9]}>{one}</a></li>' for one in headlines)}</ul>"
        for name, headlines in all_of_it
    )
    html = f"<html lang=en><body><main><h1>Press review</h1><p>28.11.2026</p>{''.join(sections)}</main></body></html>"
    text = extract_page(html.encode(), "https://www.example.org/press-review").text
    assert all(one in text for one in security)
