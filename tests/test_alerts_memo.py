from alerts.memo import Memo


def of(asked: list[str], most: int) -> Memo[str]:
    return Memo(lambda word: asked.append(word) or word.upper(), most)


def test_a_word_is_asked_about_once():
    memo = of(asked := [], 4)
    assert [memo[word] for word in ("a", "b", "a", "b")] == ["A", "B", "A", "B"]
    assert asked == ["a", "b"]


def test_never_more_words_are_held_than_there_is_room_for():
    memo = of([], 100)
    for number in range(1_000):
        assert memo[f"w{number}"] == f"W{number}"
        assert len(memo) + len(memo._older) <= 100


def test_a_word_that_comes_every_day_is_not_forgotten_for_those_that_come_once():
    memo = of(asked := [], 10)
    for number in range(100):
        assert (memo["often"], memo[f"once{number}"]) == ("OFTEN", f"ONCE{number}")
    assert asked.count("often") == 1


def test_what_nothing_is_known_of_is_not_asked_for_again():
    memo = Memo(lambda word: asked.append(word), 4)
    asked: list[str] = []
    assert [memo[word] for word in ("a", "b", "c", "a")] == [None] * 4
    assert asked == ["a", "b", "c"]
