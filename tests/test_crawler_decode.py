"""Bytes that are in another encoding than they say."""

import pytest

from crawler.decode import decode

TEXTS = {
    "cp1251": "Минобороны подтвердило поставку новых зенитных батарей до конца года",
    "koi8-r": "Минобороны подтвердило поставку новых зенитных батарей до конца года",
    "cp1256": "وزارة الدفاع تؤكد تسليم بطاريات الدفاع الجوي الجديدة قبل نهاية العام",
    "gb18030": "国防部证实新的防空导弹连将在年底前交付使用",
    "euc-kr": "국방부는 새로운 방공포대가 연말까지 인도될 것이라고 확인했다",
    "iso2022-jp": "防衛省は新しい防空部隊の装備が年末までに納入されることを確認した",
    "shift_jis": "防衛省は新しい防空部隊の装備が年末までに納入されることを確認した",
    "iso8859-7": "Το υπουργείο Άμυνας επιβεβαίωσε την παράδοση των νέων συστημάτων",
    "cp1255": "משרד הביטחון אישר את מסירת סוללות ההגנה האווירית החדשות",
}


@pytest.mark.parametrize("words", ["{}", "<![CDATA[{}]]>", "<![CDATA[<p title='{0}'>{0}</p>]]>"])
@pytest.mark.parametrize("label", [" encoding='iso-8859-1'", " encoding='windows-1252'", " encoding='us-ascii'", ""])
@pytest.mark.parametrize("encoding", TEXTS)
def test_a_western_label_on_what_cannot_be_western_is_not_believed_and_none_is_not_missed(encoding, label, words):
    said = words.format(TEXTS[encoding])
    body = "".join(f"<item><title>{said}</title><link>https://e.org/{n}</link></item>" for n in range(5))
    text = f"<?xml version='1.0'{label}?><rss><channel>{body}</channel></rss>"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("label", ["gb2312", "euc-kr", "shift_jis", "windows-1251"])
def test_utf_8_under_another_label_is_known_although_a_character_of_it_is_cut(label):
    items = "".join(f"<title>{text}</title><link>@</link>" for text in TEXTS.values())
    text = f"<?xml version='1.0' encoding='{label}'?><rss>{items}</rss>"
    assert TEXTS["gb18030"] in decode(text.encode().replace(b"@", b"\xe5\x9b", 1))


@pytest.mark.parametrize("label", ["", " encoding='iso-8859-1'"])
@pytest.mark.parametrize("encoding", ["gb18030", "euc-kr", "shift_jis"])
def test_a_character_that_is_cut_in_two_hides_no_east_asian_encoding(encoding, label):
    items = "".join(f"<item><title>{TEXTS[encoding]}</title><description>@</description></item>" for _ in range(5))
    text = f"<?xml version='1.0'{label}?><rss><channel>{items}</channel></rss>"
    assert TEXTS[encoding] in decode(text.encode(encoding).replace(b"@", b"\xe5", 1))


@pytest.mark.parametrize("stray", [b"\xe5", b"\xff\x81"])
@pytest.mark.parametrize("encoding", TEXTS)
def test_a_character_that_is_cut_in_two_does_not_put_what_is_declared_in_doubt(encoding, stray):
    items = "".join(f"<item><title>{TEXTS[encoding]}</title><description>@</description></item>" for _ in range(5))
    text = f"<?xml version='1.0' encoding='{encoding}'?><rss><channel>{items}</channel></rss>"
    assert TEXTS[encoding] in decode(text.encode(encoding).replace(b"@", stray, 1))


@pytest.mark.parametrize(
    "text",
    [
        "Le ministère de la Défense a été créé à l’été; «naïveté», œuvre, Noël",
        "Größtenteils würden süße Äpfel übrig bleiben; größer, heißer",
        "Försvarsmakten får två nya båtar på Åland, Ängelholm, Öland",
    ],
)
def test_western_text_is_what_it_says(text):
    assert decode(text.encode("cp1252"), "text/xml; charset=iso-8859-1") == text


def test_western_words_are_not_taken_for_words_of_two_alphabets():
    text = "<rss><channel><title>Café déjà élégant à Genève</title></channel></rss>"
    assert decode(text.encode("cp1252")) == text


def test_a_quotation_in_another_encoding_does_not_cost_its_letters():
    assert decode("Żółć łódź ęą źć: ".encode() + b"Caf\xe9 \x93X\x94") == "Żółć łódź ęą źć: Café “X”"


def test_a_character_cut_in_two_is_no_other():
    assert decode("Żółć łódź ęą".encode()[:-1]) == "Żółć łódź ę\ufffd"


@pytest.mark.parametrize("label", ["idna", "punycode", "unicode_escape", "raw-unicode-escape", "rot13", "utf-16"])
def test_what_python_calls_an_encoding_and_no_page_has_is_not_believed(label):
    text = f"<?xml version='1.0' encoding='{label}'?><rss><channel><title>Größe\\u0041 ąę</title></channel></rss>"
    assert decode(text.encode()) == text
    assert decode(text.encode("cp1252", "replace")) == text.replace("ąę", "??")
