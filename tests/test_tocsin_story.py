"""tocsin story, on a store that real polls fill and real deliveries empty."""

KYIV = ("kyiv", "A drone was shot down over Kyiv", "Air defence units shot a drone down over the capital at dawn.")
PORT = ("port", "Drone maker opens a plant in Gdynia", "The maker of drones employs two hundred engineers in Poland.")


def told(desk):
    """Let the source tell two stories; return the addresses."""
    urls = [desk.tell(*KYIV), desk.tell(*PORT)]
    desk.poll()
    return urls


def story_of(desk, url):
    return desk.facts("story", "show", url)


def test_two_stories_are_joined_shown_and_parted_again(desk):
    kyiv, port = told(desk)
    first, second = story_of(desk, kyiv)["id"], story_of(desk, port)["id"]
    status, out, _ = desk.ask("story", "join", first, port, "--why", "one visit", "--by", "Ann")
    assert (status, f"Story {first}" in out, kyiv in out, port in out) == (0, True, True, True)
    assert f"Regrouping 1: story {second} joined into {first}" in out
    assert "by Ann (one visit)" in out
    assert out.count("it came here by regrouping 1") == 1
    facts = story_of(desk, second)
    assert (facts["id"], len(facts["articles"]), [a["merged_into"] for a in facts["alerts"]]) == (first, 2, [None, 1])
    assert "merged into alert 1" in desk.ask("alert", "list")[1]
    assert "merged into alert 1" in desk.ask("why", port)[1]
    desk.facts("story", "undo", 1, "--by", "Ben")
    assert (story_of(desk, kyiv)["id"], story_of(desk, port)["id"]) == (first, second)
    assert "came here by" not in desk.ask("story", "show", port)[1]
    [done] = story_of(desk, port)["regroupings"]
    assert (done["by"], done["undone_by"]) == ("Ann", "Ben")


def test_articles_are_taken_out_into_a_story_of_their_own(desk):
    kyiv, port = told(desk)
    desk.facts("story", "join", kyiv, port)
    facts = desk.facts("story", "split", port, "--why", "another country")
    assert [one["url"] for one in facts["articles"]] == [port]
    assert story_of(desk, kyiv)["id"] != facts["id"]
    assert "split off into" in desk.ask("story", "show", port)[1]


def test_what_a_story_had_kept_silent_rings_once_it_is_split_off(desk):
    name, title, text = KYIV
    kyiv = desk.tell(name, title, text)
    copy = desk.tell("copy", "Drone shot down, says the army", text)
    desk.poll()
    assert len(desk.mailbox.mails) == 1
    facts = desk.facts("story", "split", copy)
    assert [one["held"]["silence"] for one in facts["alerts"]] == ["split 1"]
    desk.poll()
    assert sorted(desk.mailbox.subjects) == [
        "Drones: A drone was shot down over Kyiv",
        "Drones: Drone shot down, says the army",
    ]
    desk.facts("story", "undo", 1)
    assert [one["merged_into"] is None for one in story_of(desk, kyiv)["alerts"]].count(True) == 1
    desk.poll()
    assert len(desk.mailbox.mails) == 2


def test_what_cannot_be_done_is_said(desk):
    kyiv, port = told(desk)
    assert "there is no story 99" in desk.fails("story", "show", "99")
    assert "there is no story" in desk.fails("story", "show", "9" * 40)
    assert "no article of this address is stored" in desk.fails("story", "show", "https://a.example/")
    assert "it is no number of a story either" in desk.fails("story", "show", "abc")
    assert "no article of this address is stored" in desk.fails("story", "split", "https://a.example/")
    assert "nothing was changed" in desk.fails("story", "join", kyiv, kyiv, status=1)
    assert "leave one there" in desk.fails("story", "split", port, status=1)
    assert "there is no regrouping 5" in desk.fails("story", "undo", "5")
