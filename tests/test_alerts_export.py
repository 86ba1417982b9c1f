"""What was found is handed on in formats that other programs read."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from deliveries import Clock, alert
from desks import desk, settings_with_desk, tree
from test_alerts_message import HOSTILE
from test_web_stories import tells

from alerts.export import About, Exported, Rung, article_uuid, formats
from store.models import Article, ArticleVersion

WATCHES = [{"name": "drones", "query": "drone"}]


@pytest.fixture
def here(sqlite_store, now):
    with desk(sqlite_store, settings_with_desk(watches=WATCHES), Clock(now)) as (reader, _):
        yield reader


def about(now, **more):
    given = {"title": "search for drone", "query": "drone", "made_at": now, "program": "Tocsin"}
    return About(**{**given, "versions": lambda _: [], "explain": lambda _: None, **more})


def made(now, title="Drone over Kyiv", number=1, **more):
    title = title.replace("\0", "").encode("utf-8", "ignore").decode()
    given = {"url": f"https://example.org/{number}", "url_key": f"{number:032x}", "text": title, "source": "dpa"}
    given |= {"language": "de", "authors": ["Ann"], "seen_at": now, "version": 1, "story_id": 1}
    return Article(id=number, title=title, **{**given, "summary": title[:1000], **more})


def written(kind, articles, of):
    return b"".join(formats()[kind]().write(iter(articles), of))


def hostile(now):
    articles = [made(now, text, number) for number, text in enumerate(HOSTILE, 1)]
    return [Exported(one, (), Rung(one.id, one.title[:50], "high", now)) for one in articles]


def test_json_lines_hold_all_that_is_known_of_each_article(now):
    lines = [json.loads(line) for line in written("jsonl", hostile(now), about(now)).splitlines()]
    assert [one["article"] for one in lines] == list(range(1, len(HOSTILE) + 1))
    assert lines[-1]["text"] == made(now, HOSTILE[-1]).text
    kept = "".join(f"{lines[0][name]}\n" for name in ("title", "summary", "text"))
    assert lines[0]["sha256"] == sha256(kept.encode()).hexdigest()


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "＝1+1", 'a,"b"\nc']


@pytest.mark.parametrize("title", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(now, title):
    kept = made(now, title, source="=2", authors=["@x", "y"])
    [row] = csv.DictReader(io.StringIO(written("csv", [Exported(kept, ())], about(now)).decode(), newline=""))
    cells = [cell for cell in row.values() if cell]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))]
    assert row["title"].removeprefix("'") == " ".join(title.split())
    assert row["source"] == "'=2"


def test_a_csv_for_excel_begins_with_a_mark_and_reads_the_same(now):
    plain, marked = (written(kind, hostile(now), about(now)) for kind in ("csv", "csv-excel"))
    assert marked == b"\xef\xbb\xbf" + plain
    assert len(list(csv.reader(io.StringIO(plain.decode(), newline="")))) == 1 + len(HOSTILE)


def test_stix_is_read_by_its_library_and_has_each_article_once(now):
    stix2 = pytest.importorskip("stix2", reason="stix2 is not installed: pip install stix2")
    changed = made(now, "Drone", 99, changed_at=now + timedelta(hours=1), url="https://example.org/ü?a=b&c", summary="")
    unfit = made(now, "Drone", 98, url="javascript:alert(1)")
    data = written("stix", [*hostile(now), Exported(changed, ()), Exported(unfit, ())], about(now))
    bundle = stix2.parse(data.decode(), allow_custom=False)
    reports = [one for one in bundle.objects if one.type == "report"]
    assert len(reports) == len(HOSTILE) + 1
    assert reports[-1].id == f"report--{article_uuid(changed)}"
    assert (reports[-1].modified - reports[-1].created) == timedelta(hours=1)
    urls = {one.id: one.value for one in bundle.objects if one.type == "url"}
    assert urls[reports[-1].object_refs[0]] == changed.url
    assert stix2.URL(value=changed.url).id in urls


def test_misp_reads_the_event(now):
    pymisp = pytest.importorskip("pymisp", reason="pymisp is not installed: pip install pymisp")
    event = pymisp.MISPEvent()
    event.load(written("misp", hostile(now), about(now)).decode())
    assert [one.name for one in event.objects] == ["report"] * len(HOSTILE)
    links = [a.value for one in event.objects for a in one.attributes if a.type == "link"]
    assert links == [f"https://example.org/{n}" for n in range(1, len(HOSTILE) + 1)]
    template = pymisp.MISPObject("report").misp_objects_path / "report" / "definition.json"
    known = json.loads(template.read_text("utf-8"))["attributes"]
    for attribute in event.objects[0].attributes:
        assert known[attribute.object_relation]["misp-attribute"] == attribute.type
    empty = pymisp.MISPEvent()
    empty.load(written("misp", [], about(now)).decode())
    assert empty.objects == []


def test_a_bundle_holds_the_evidence_and_a_hash_of_every_file(now):
    version = ArticleVersion(number=1, title="Old", summary="", text="was", seen_at=now)
    of = about(now, versions=lambda _: [version])
    with zipfile.ZipFile(io.BytesIO(written("bundle", [Exported(made(now), ())], of))) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["sha256"] == {name: sha256(data).hexdigest() for name, data in files.items()}
    told = json.loads(files["articles/000000001/article.json"])
    assert sha256(files["articles/000000001/text.txt"]).hexdigest() == told["sha256"]
    assert files["articles/000000001/versions/1.txt"] == b"Old\n\nwas\n"


def test_an_article_that_two_watches_rang_for_is_one_article_with_the_evidence_of_both(now):
    found = [Exported(made(now), (), Rung(number, f"watch {number}", "high", now)) for number in (2, 1)]
    with zipfile.ZipFile(io.BytesIO(written("bundle", found, about(now)))) as archive:
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
    assert len(names) == len(files)
    assert json.loads(files.pop("manifest.json"))["sha256"].keys() == files.keys()
    told = [files[f"articles/000000001/{name}article.json"] for name in ("", "alert-1/")]
    assert [json.loads(one)["watch"] for one in told] == ["watch 2", "watch 1"]
    things = [one["id"] for one in json.loads(written("stix", found, about(now)))["objects"]]
    assert len(things) == len(set(things)) == 3
    assert len(json.loads(written("misp", found, about(now)))["Event"]["Object"]) == 1
    assert [row["watch"] for row in map(json.loads, written("jsonl", found, about(now)).splitlines())] == [
        *("watch 2", "watch 1")
    ]


@pytest.mark.parametrize("kind", formats())
def test_a_file_is_written_while_articles_are_still_being_found(now, kind):
    asked = []

    def articles():
        for number in range(1, 200):
            asked.append(number)
            yield Exported(made(now, number=number), ())

    pieces = formats()[kind]().write(articles(), about(now))
    for _ in range(5):
        next(pieces)
    assert len(asked) < 6


def test_the_desk_hands_out_what_its_pages_show(sqlite_store, here, now):
    tells(sqlite_store, now, title="Drone", text="A drone fell.", language="en")
    tells(sqlite_store, now, title="Ship", language="en")
    links = tree(here.get("/search?q=drones&language=en")).xpath("//details[@class='exports']//a[not(@type)]/@href")
    assert len(links) == len(formats())
    for link in links:
        answer = here.get(link)
        assert (answer.status_code, "attachment" in answer.headers["Content-Disposition"]) == (200, True)
        assert b"example.org/1" in answer.content or "zip" in link or "bundle" in link
        assert b"Ship" not in answer.content
    assert len(here.get("/export/search?format=jsonl&q=drone+OR+ship&limit=1").text.splitlines()) == 1
    for wrong in ("format=pdf&q=a", "q=a", "format=csv&q=NOT+a", "format=csv&q=a&since=x"):
        assert here.get(f"/export/search?{wrong}").status_code == 400, wrong


def test_the_alerts_of_a_watch_are_handed_out_with_their_evidence(sqlite_store, here, now):
    alert(sqlite_store, now, count=120)
    alert(sqlite_store, now, watch="ships")
    [link] = tree(here.get("/alerts?watch=drones")).xpath("//a[text()='JSON Lines']/@href")
    told = [json.loads(line) for line in here.get(link).text.splitlines()]
    assert [one["alert"] for one in told] == list(range(120, 0, -1))
    assert {one["watch"] for one in told} == {"drones"}
    assert told[0]["words"] == [hit["text"] for hit in told[0]["hits"]]
    with zipfile.ZipFile(io.BytesIO(here.get("/export/alerts?format=bundle&watch=drones").content)) as archive:
        explained = json.loads(archive.read("articles/000000001/explanation.json"))
    assert (explained["query"]["clause"], explained["query"]["held"]) == ("drone", True)
    assert here.get("/export/alerts?format=csv&state=x").status_code == 400
