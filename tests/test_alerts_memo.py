from alerts.memo import Memo


def test_a_word_is_asked_about_once_until_too_many_are_known():
    asked = []
    memo = Memo(lambda word: asked.append(word) or word.upper(), 2)
    assert [memo[word] for word in ("a", "b", "a", "c", "a")] == ["A", "B", "A", "C", "A"]
    assert asked == ["a", "b", "c", "a"]
