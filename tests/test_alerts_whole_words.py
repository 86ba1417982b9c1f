"""In scripts without spaces a piece of a word is not the word."""

import pytest

from alerts.whole_words import OTHERS, is_whole, may_be_a_piece


def found_whole(asked, text, **how):
    return is_whole(text, text.index(asked), text.index(asked) + len(asked), **how)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        *(
            ("リビア", "ボリビア"),
            ("シリア", "シリアス"),
            ("タイ", "スタイル"),
            ("タイ", "タイムライン"),
            ("パリ", "パリティ"),
        ),
        *(("マリ", "マリウポリ"), ("サイ", "ミサイル"), ("ロシア", "プロシア"), ("アメリカ", "アメリカンフットボール")),
        *(("スーダン", "南スーダン"), ("馬里", "索馬里"), ("蒙古", "内蒙古"), ("ลาว", "บราติสลาวา"), ("ทย", "ไทย")),
    ],
)
def test_a_piece_of_another_word_is_not_the_word(asked, text):
    assert may_be_a_piece(asked)
    assert not found_whole(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        *(
            ("タイ", "タイ軍"),
            ("タイ", "親タイ派"),
            ("ロシア", "対ロシア制裁"),
            ("ガス", "ガスパイプライン"),
            ("デモ", "反イランデモ"),
        ),
        *(
            ("ミサイル", "ミサイルシステム"),
            ("トランプ", "トランプタワー"),
            ("イスラエル", "イスラエル・ハマス"),
            ("テロ", "テロ"),
        ),
        *(
            ("俄罗斯", "对俄罗斯"),
            ("กลาโหม", "กระทรวงกลาโหม"),
            ("จีน", "จีนแผ่นดินใหญ่"),
            ("F35ステルス", "新F35ステルス機"),
        ),
    ],
)
def test_words_that_stand_alone_or_are_written_together_are_found(asked, text):
    assert found_whole(asked, text)


def test_of_what_only_begins_a_word_the_end_does_not_matter():
    assert found_whole("インド", "インドネシア", goes_on=True)
    assert not found_whole("インド", "ウインドウ", goes_on=True)


@pytest.mark.parametrize("asked", ["drone", "дрон", "ミサイル防衛", "導弾ミサイル", "导弹", "俄罗斯", "나토", "防衛"])
def test_only_what_may_be_a_piece_is_looked_at(asked):
    assert may_be_a_piece(asked) == (asked in {"ミサイル防衛", "導弾ミサイル", "俄罗斯"})


def test_what_holds_another_word_has_it_there():
    assert [
        (name, longer) for name, others in OTHERS.items() for longer in others.split() if found_whole(name, longer)
    ] == []
