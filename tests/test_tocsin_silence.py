"""tocsin silence and tocsin alert, on a store that real polls fill and real deliveries empty."""

from datetime import timedelta

from tocsin.commands import silence

KYIV = ("kyiv", "A drone was shot down over Kyiv", "Air defence units shot a drone down over the capital at dawn.")
PORT = ("port", "Drone maker opens a plant in Gdynia", "The maker of drones employs two hundred engineers in Poland.")
TOYS = ("toys", "Toy fair shows a drone for children", "Children try a toy drone at the fair in Nuremberg this week.")


def test_a_silence_holds_shows_and_tells_what_it_held_in_one_mail(desk):
    made = desk.facts("silence", "add", "--watch", "Drones", "--for", "3h", "--reason", "fair", "--by", "Ann")
    assert (made["silence"], made["state"], made["until"]) == ("1", "in force", "2026-03-28T12:01:00+00:00")
    kyiv = desk.tell(*KYIV)
    desk.tell(*PORT)
    desk.poll()
    assert desk.mailbox.mails == []
    shown = desk.facts("silence", "show", "1")
    assert (shown["holds"], shown["told"], {a["title"] for a in shown["alerts"]}) == (2, 0, {KYIV[1], PORT[1]})
    assert "2 alerts are held by silences" in desk.ask("status")[1]
    assert "held by silence 1 (fair)" in desk.ask("why", kyiv)[1]
    assert [one["held"]["silence"] for one in desk.facts("alert", "list", "--state", "held")] == ["1", "1"]
    desk.now += timedelta(hours=3)
    desk.poll()
    [mail] = desk.mailbox.mails
    assert "2 stories" in mail["subject"]
    text = mail.get_body(("plain",)).get_content()
    assert text.count("Held:      by silence 1 (fair) since Sat 28 Mar 2026, 10:02 CET") == 2
    assert desk.facts("alert", "list", "--state", "held") == []
    assert desk.facts("silence", "list") == []
    [over] = desk.facts("silence", "list", "--all")
    assert (over["state"], over["holds"], over["told"]) == ("over", 0, 2)


def test_what_was_done_stays_done_though_nobody_reads_the_answer(desk, monkeypatch):
    def gone(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(silence, "show_json", gone)
        desk.ask("silence", "add", "--watch", "Drones", "--for", "3h", "--json")
    assert [one["state"] for one in desk.facts("silence", "list")] == ["in force"]


def test_a_silence_that_is_ended_tells_at_once(desk):
    desk.facts("silence", "add", "--source", "wire", "--until", "2026-04-01")
    desk.tell(*KYIV)
    desk.poll()
    status, out, _ = desk.ask("silence", "end", "1")
    assert (status, "ended 2026-03-28" in out, "holds 1 alert," in out) == (0, True, True)
    desk.poll()
    assert desk.mailbox.subjects == [f"Drones: {KYIV[1]}"]
    assert "over already" in desk.fails("silence", "end", "1", status=1)
    assert "no silence" in desk.fails("silence", "end", "7")


def test_a_story_is_silenced_by_the_address_of_an_article_in_it(desk):
    url = desk.tell(*KYIV)
    desk.poll()
    made = desk.facts("silence", "add", "--story", url, "--for", "1d")
    assert made["story"] == desk.facts("alert", "list")[0]["story"]
    assert desk.facts("silence", "add", "--story", made["story"], "--for", "1d")["story"] == made["story"]
    assert "no article of this address is stored" in desk.fails(
        "silence", "add", "--story", "https://a.example/", "--for", "1d"
    )
    assert "there is no story 99" in desk.fails("silence", "add", "--story", "99", "--for", "1d")


def test_a_day_ends_by_the_clock_on_the_users_wall(desk):
    """The clocks change on 29 March: that day has 23 hours, and three days have 72."""
    add = ("silence", "add", "--watch", "Drones")
    assert desk.facts(*add, "--until", "2026-03-29")["until"] == "2026-03-29T22:00:00+00:00"
    assert desk.facts(*add, "--until", "2026-03-29 02:30")["until"] == "2026-03-29T01:30:00+00:00"
    assert desk.facts(*add, "--from", "2026-03-29", "--for", "1d")["until"] == "2026-03-29T23:00:00+00:00"
    assert "2026-03-30 00:00" in desk.ask("silence", "list")[1]


NO_SILENCES = [
    ("--for 3d", "it would hold every alert; give --watch"),
    ("--watch Drones", "a silence ends by itself: give --for TIME or --until WHEN"),
    ("--watch Drones --for 3d --until 2026-04-01", "give --for TIME or --until WHEN"),
    ("--watch Drone --for 3d", "there is no watch 'Drone'; did you mean 'Drones'?"),
    ("--source wired --for 3d", "there is no source 'wired'; did you mean 'wire'?"),
    ("--query (toy --for 3d", "^"),
    ("--query -toy --for 3d", "--query"),
    ("--watch Drones --for 3", "is no duration"),
    ("--watch Drones --until soon", "'soon' is no day or time"),
    ("--watch Drones --until 9999-12-31", "is beyond belief"),
    ("--watch Drones --until 2026-03-27", "it would be over before it begins: it ends at 2026-03-28 00:00"),
    ("--watch Drones --from 2026-04-02 --until 2026-04-01", "it would be over before it begins"),
    ("--story https://[/ --for 3d", "--story"),
]


def test_a_silence_that_makes_no_sense_is_refused_and_nothing_is_made(desk):
    for arguments, said in NO_SILENCES:
        assert said in desk.fails("silence", "add", *arguments.split())
    assert desk.facts("silence", "list", "--all") == []


def test_one_of_the_settings_is_listed_and_only_ended_there(desk):
    desk.write(desk.text + '[[silences]]\nname = "fair"\nquery = "toy"\nuntil = 2026-03-31\nby = "Ann"\n')
    desk.tell(*TOYS)
    desk.tell(*KYIV)
    desk.poll()
    assert desk.mailbox.subjects == [f"Drones: {KYIV[1]}"]
    [one] = desk.facts("silence", "list")
    assert (one["silence"], one["from_settings"], one["holds"], one["query"]) == ("fair", True, 1, "toy")
    assert "(settings)" in desk.ask("silence", "list")[1]
    assert "stands in the settings" in desk.fails("silence", "end", "fair", status=1)


def test_a_silence_of_a_watch_that_has_left_the_settings_says_so_and_still_ends(desk):
    desk.facts("silence", "add", "--watch", "Drones", "--for", "1h")
    desk.tell(*KYIV)
    desk.poll()
    desk.write(desk.text.replace('"Drones"', '"Other"').replace('"drone"', '"ferry"'))
    assert "it holds nothing new: there is no watch 'Drones'" in desk.ask("silence", "list")[1]
    desk.now += timedelta(hours=1)
    desk.poll()
    assert desk.mailbox.subjects == [f"Drones: {KYIV[1]}"]


def test_alerts_are_listed_newest_first_and_told_apart_by_their_state(desk):
    for story in (KYIV, PORT):
        desk.tell(*story)
        desk.poll()
    assert [one["title"] for one in desk.facts("alert", "list")] == [PORT[1], KYIV[1]]
    assert len(desk.facts("alert", "list", "--limit", "1")) == 1
    new, old = (one["id"] for one in desk.facts("alert", "list"))
    assert desk.ask("alert", "ack", old, "--note", "on TV", "--by", "Ann")[1] == f"alert {old}: acknowledged\n"
    assert desk.ask("alert", "ack", old)[1] == f"alert {old}: was acknowledged before\n"
    assert [one["id"] for one in desk.facts("alert", "list", "--state", "open")] == [new]
    status, out, _ = desk.ask("alert", "show", old)
    assert (status, "acknowledged by Ann 2026-03-28 10:" in out, "(on TV)" in out, "«drone»" in out) == (0, *[True] * 3)
    assert "desk: 1 sent" in out
    assert "acknowledged by Ann" in desk.ask("why", desk.items[0][0])[1]
    assert desk.facts("alert", "ack", old, "--undo") == [{"id": old, "done": "taken back"}]
    assert desk.facts("alert", "ack", old, "--undo") == [{"id": old, "done": "was not acknowledged"}]
    assert desk.facts("alert", "list", "--since", "2026-03-29") == []
    assert desk.facts("alert", "list", "--watch", "none") == []


def test_marking_an_alert_that_is_not_there_changes_none(desk):
    desk.tell(*KYIV)
    desk.poll()
    [one] = desk.facts("alert", "list")
    assert "there is no alert 99" in desk.fails("alert", "ack", one["id"], 99)
    assert "there is no alert 99" in desk.fails("alert", "show", 99)
    desk.fails("alert", "useful", "x")
    desk.fails("alert", "useful", 2**63)
    assert desk.facts("alert", "list", "--state", "acknowledged") == []


def test_an_alert_acknowledged_before_it_was_delivered_is_not_delivered(desk):
    desk.tell(*KYIV)
    desk.facts("silence", "add", "--watch", "Drones", "--for", "1h")
    desk.poll()
    [one] = desk.facts("alert", "list")
    desk.facts("alert", "ack", one["id"])
    desk.now += timedelta(hours=1)
    desk.poll()
    assert desk.mailbox.mails == []
    desk.facts("alert", "ack", one["id"], "--undo")
    desk.poll()
    assert desk.mailbox.subjects == [f"Drones: {KYIV[1]}"]


def test_feedback_is_measured_and_teaches_what_to_exclude(desk):
    for number, (name, title, text) in enumerate((KYIV, PORT, TOYS)):
        desk.tell(name, f"{title} {number}", text)
    desk.poll()
    ids = {one["title"][:-2]: one["id"] for one in desk.facts("alert", "list")}
    assert "none rated yet" in desk.ask("alert", "list", "--by-watch")[1]
    backtest = ("watch", "backtest", "Drones", "--from-feedback")
    assert "was called not useful" in desk.fails(*backtest)
    desk.facts("alert", "useful", ids[KYIV[1]], ids[PORT[1]], ids[TOYS[1]])
    assert "was called not useful" in desk.fails(*backtest)
    desk.facts("alert", "not-useful", ids[TOYS[1]], "--note", "a toy")
    [count] = desk.facts("alert", "list", "--by-watch")
    assert (count["alerts"], count["useful"], count["not_useful"]) == (3, 2, 1)
    # Wilson's interval for 2 of 3.
    assert [round(count[key], 3) for key in ("precision", "at_least", "at_most")] == [0.667, 0.208, 0.939]
    assert "2 useful, 1 not: 67% (at 95 % from 21% to 94%)" in desk.ask("alert", "list", "--by-watch")[1]
    assert [one["id"] for one in desk.facts("alert", "list", "--state", "not-useful")] == [ids[TOYS[1]]]
    learnt = desk.facts(*backtest)["exclusions"]
    assert (learnt["not_wanted"], learnt["wanted"]) == (1, 2)
    assert "useful" in desk.ask("why", desk.items[0][0])[1]
    desk.fails("alert", "list", "--by-watch", "--state", "held")
