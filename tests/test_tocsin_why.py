"""tocsin why, on a store that real polls fill: why an article stands in its story, and what would have changed that."""

VISIT = (
    "Defence Secretary Marlow met General Sikorski at the Ramstein air base on 3 March. They spoke of 250 Patriot "
    "missiles for Kharkiv. Marlow praised the Sikorski plan. The meeting took two hours."
)
SAME = (
    "Defence Secretary Marlow and General Sikorski have met at Ramstein to speak of 250 Patriot missiles. The visit of "
    "3 March was about Kharkiv, said a spokesman for Marlow, and about the plan of Sikorski."
)
FERRY = (
    "A ferry from Gdynia to Karlskrona caught fire at sea. All 420 passengers were taken off by helicopter near Hel, "
    "said the coast guard of Poland. Nobody was hurt on the ferry Aurora."
)


def told(desk, out):
    return desk.ask("why", out)[1]


def test_a_copy_another_telling_and_a_story_of_its_own_say_why_and_what_would_have_changed_it(desk):
    first = desk.tell("visit", "Marlow meets Sikorski at Ramstein", VISIT)
    copy = desk.tell("copy", "Ramstein: the drone talks", VISIT + " Read more on our site.")
    desk.poll()
    ferry = desk.tell("ferry", "Ferry Aurora burns off Gdynia", FERRY)
    desk.poll()
    out = told(desk, copy)
    assert "Because it is a copy: " in out
    assert "is «Marlow meets Sikorski at Ramstein», wire.\n" in out
    assert "It would stand apart with less than 50% of the shorter text in both" in out
    out = told(desk, ferry)
    assert "Because it opened the story: " in out
    assert "not found" in out
    story = desk.facts("why", first)["story"]
    assert (story["doubtful"], story["voices"]["outlets"], story["reason"][:21]) == (False, 1, "it opened the story: ")
    assert told(desk, first).count("also: ") == 1


def test_what_only_follows_another_story_says_so(desk):
    desk.tell("visit", "Marlow meets Sikorski at Ramstein", VISIT)
    desk.poll()
    briefing = desk.tell("briefing", "Morning briefing: Marlow meets Sikorski at Ramstein, ferry burns", SAME + FERRY)
    desk.poll()
    out = told(desk, briefing)
    assert "is needed; but it gathers news of many stories, so it only follows that.\n" in out
    assert "It would stand" not in out
    assert "kept apart: one of them gathers news of many stories.\n" in out


def test_what_is_in_doubt_says_of_what(desk):
    desk.tell("visit", "Marlow meets Sikorski at Ramstein", VISIT)
    desk.poll()
    denial = desk.tell("denial", "Marlow denies that he met Sikorski at Ramstein", SAME)
    desk.poll()
    why = "one of them denies by its headline what the others may tell"
    rings = "it rings for its watches all the same, as a possible follow-up"
    assert f"That is not sure, for {why}: {rings}." in told(desk, denial)


def test_a_new_version_says_what_it_changed_and_shows_each_sentence_if_asked(desk):
    desk.write(desk.text.replace("[fetch]", "[fetch]\nfull_text = false"))
    url = desk.tell("visit", "12 wounded near Kharkiv", VISIT)
    desk.poll()
    desk.items[0] = (url, "(CORRECTED) 21 wounded near Kharkiv", VISIT.replace("two hours", "45 minutes"))
    desk.poll()
    facts = desk.facts("why", url)
    [change] = facts["changes"]
    assert (facts["versions"], change["version"], change["figures"]) == (2, 2, ["21", "45"])
    assert change["headline"] == {"from": "12 wounded near Kharkiv", "to": "(CORRECTED) 21 wounded near Kharkiv"}
    assert "headline «12 wounded near Kharkiv» → «(CORRECTED) 21 wounded near Kharkiv»; 1 sentence added" in told(
        desk, url
    )
    shown = desk.ask("why", url, "--versions")[1]
    assert "    - The meeting took two hours.\n    + The meeting took 45 minutes.\n" in shown


def test_by_hand_is_said_with_who_and_why(desk):
    first = desk.tell("visit", "Marlow meets Sikorski at Ramstein", VISIT)
    ferry = desk.tell("ferry", "Ferry Aurora burns off Gdynia", FERRY)
    desk.poll()
    desk.facts("story", "join", first, ferry, "--by", "Ann", "--why", "a test")
    out = told(desk, ferry)
    assert "by Ann (a test)" in out
    assert "Regrouping 1" not in told(desk, first)


def test_what_is_told_again_is_shown_with_what_waits(desk):
    desk.write(desk.text.replace('query = "drone"', 'query = "Marlow"\nagain = ["headline"]\ncooldown = "1m"'))
    url = desk.tell("visit", "12 wounded near Kharkiv", VISIT)
    desk.poll()
    desk.items[0] = (url, "(CORRECTED) 21 wounded near Kharkiv", VISIT)
    desk.poll()
    assert desk.mailbox.subjects == [
        "Drones: 12 wounded near Kharkiv",
        "Drones, update: (CORRECTED) 21 wounded near Kharkiv",
    ]
    out = told(desk, url)
    assert "update 1, told 2026-03-28" in out
    assert "new in a headline: the figure 21" in out
    assert "to desk desk@example.org (update 1): sent" in out
