"""What was entered into the index by other rules of words is entered anew, whatever happens meanwhile."""

import ast
import json
import shutil
from math import inf
from pathlib import Path
from threading import Thread

import pytest
from test_alerts_searching import article, put, sought

import alerts.index_rules
from alerts.document import Document
from alerts.index_keys import keys_of
from alerts.index_rules import modules, rules
from alerts.indexing import index_waiting
from store.index_rules import outdated
from store.session import open_store
from store.word_index import unindexed
from tocsin.cli import run

ALERTS = Path(alerts.index_rules.__file__).parent


def imported(name):
    """Return the modules of this room that one imports, as Python reads it."""
    nodes = ast.walk(ast.parse((ALERTS / f"{name}.py").read_text()))
    froms = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {module.removeprefix("alerts.") for module in froms if module.startswith("alerts.")}


def as_they_stand(one):
    """The rules of an older release: a word is known as it stands, its dictionary form is not."""
    return {key for key in keys_of(one) if not key.isalpha() or key in one.text.split()}


def release(monkeypatch, number):
    """Be another release."""
    monkeypatch.setattr("alerts.indexing.rules", lambda: f"release {number}")
    monkeypatch.setattr("alerts.indexing.keys_of", as_they_stand if number == 1 else keys_of)


def steps(number):
    """Return a clock by which so many pieces are entered within a second."""
    ticks = iter([0, *[0] * number, 2])
    return lambda: next(ticks)


def left(store):
    with store.reading() as session:
        return unindexed(session), outdated(session)


@pytest.fixture
def old(store, monkeypatch):
    """The numbers of five articles, entered by an older release two by two."""
    monkeypatch.setattr("alerts.indexing.TOGETHER", 2)
    release(monkeypatch, 1)
    ids = put(store, *(article(Document(body=f"sanctions n{n}", language="en")) for n in range(5)))
    assert index_waiting(store, inf) == 0
    release(monkeypatch, 2)
    return ids


def test_every_module_that_makes_keys_is_a_rule():
    found = dict(modules("index_keys"))
    assert {"index_keys", "text", "folding", "inflection", "declension"} <= found.keys()
    assert all(imported(name) <= found.keys() for name in found)


def test_a_rule_that_is_edited_is_another_rule(tmp_path, monkeypatch):
    here = shutil.copytree(ALERTS, tmp_path / "alerts")
    monkeypatch.setattr(alerts.index_rules, "_HERE", here)
    assert rules.__wrapped__() == rules()
    with (here / "declension.py").open("a") as edited:
        edited.write("_MORE = 1\n")
    assert rules.__wrapped__() != rules()
    shutil.copy(ALERTS / "declension.py", here)
    (here / "delivery.py").write_text("")
    assert rules.__wrapped__() == rules()


def test_what_older_rules_entered_is_found_by_the_new_ones(store, old):
    assert sought(store, "sanction")[0] == []
    assert index_waiting(store, inf) == 0
    assert sought(store, "sanction") == (old[::-1], old[::-1])
    assert sought(store, "n3") == ([old[3]], [old[3]])


def test_the_newest_are_entered_first_and_searches_look_through_no_more_than_before(store, old):
    assert index_waiting(store, 1, steps(1)) == old[2]
    assert sought(store, "sanction")[0] == [old[4], old[3]]
    assert sought(store, "n0") == ([old[0]], [old[0]])
    new = put(store, article(Document(body="sanctions", language="en")))
    assert index_waiting(store, 1, steps(1), begins=False) == old[2]
    assert sought(store, "sanction")[0] == [*new, old[4], old[3]]


def test_a_crash_begins_nothing_anew(store, old, monkeypatch):
    index_waiting(store, 1, steps(1))
    with monkeypatch.context() as broken:
        broken.setattr("alerts.indexing.keys_of", lambda one: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            index_waiting(store, 1)
    assert left(store) == (2, old[0])
    assert sought(store, "sanction")[0] == old[:0:-1]
    assert index_waiting(store, 1, steps(1)) == old[0]
    assert index_waiting(store, inf) == 0
    assert sought(store, "sanction")[0] == old[::-1]


def test_who_goes_by_other_rules_leaves_entering_alone(store, old, monkeypatch):
    index_waiting(store, 1, steps(1))
    [new] = put(store, article(Document(body="sanctions", language="en")))
    release(monkeypatch, 1)
    assert index_waiting(store, inf, begins=False) == 1 + old[2]
    assert sought(store, "sanction")[0] == [new, old[4], old[3]]
    release(monkeypatch, 2)
    assert index_waiting(store, inf, begins=False) == 0
    assert sought(store, "sanction")[0] == [new, *old[::-1]]


def test_rules_that_change_once_more_begin_with_the_newest(store, old, monkeypatch):
    index_waiting(store, 1, steps(1))
    release(monkeypatch, 3)
    assert index_waiting(store, 1, steps(0)) == old[-1]
    assert index_waiting(store, inf) == 0


def test_what_waits_already_is_not_entered_twice(store, monkeypatch):
    monkeypatch.setattr("alerts.indexing.TOGETHER", 2)
    put(store, *(article(Document(body="drone")) for _ in range(5)))
    assert index_waiting(store, 1, steps(0)) == 5
    assert left(store) == (5, 0)


def test_two_that_start_at_once_share_the_work(store, store_url, monkeypatch):
    release(monkeypatch, 1)
    ids = put(store, *(article(Document(body=f"sanctions n{n}", language="en")) for n in range(300)))
    assert index_waiting(store, inf) == 0
    release(monkeypatch, 2)
    monkeypatch.setattr("alerts.indexing.TOGETHER", 5)
    others = [open_store(store_url) for _ in range(2)]
    at_work = [Thread(target=index_waiting, args=(other, 60)) for other in others]
    for one in at_work:
        one.start()
    for one in at_work:
        one.join()
    for other in others:
        other.close()
    assert index_waiting(store, inf) == 0
    assert sought(store, "sanction")[0] == ids[::-1]


def test_status_says_how_many_are_left(store, store_url, old, tmp_path, capsys):
    path = tmp_path / "tocsin.toml"
    path.write_text(f'version = 1\ndatabase = "{store_url}"\n', encoding="utf-8")
    index_waiting(store, 1, steps(1))
    run(["status", "--config", str(path)])
    assert (
        f"up to {old[2]} articles are in the index of words as an older version read their words"
        in capsys.readouterr().out
    )
    run(["status", "--json", "--config", str(path)])
    told = json.loads(capsys.readouterr().out)
    assert (told["unindexed"], told["outdated"]) == (0, old[2])
