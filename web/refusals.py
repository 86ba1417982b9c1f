"""What is said in English of what a button asks for and cannot be done, as problem pages have it.

`web.phrases` recognises it, and says it in the language of who asks.
"""

from web.tongue import marked

#: Sentences, those that say more before those that they contain.
REFUSALS = (
    # Joining and splitting stories, and taking that back (`store.regroup`, `web.regrouping`).
    marked("They are one story already, %(number)s."),
    marked("Stories %(number)s and %(other)s were parted by hand."),
    marked("Articles of story %(number)s were joined by hand."),
    marked("There is no regrouping %(number)s; `tocsin story show` lists those of a story."),
    marked("There is no regrouping %(number)s."),
    marked("Regrouping %(number)s is undone already."),
    marked("Story %(number)s was joined into %(other)s since: undo that first."),
    marked("There is no story %(number)s."),
    marked("There is no article %(number)s."),
    marked("The articles must stand in one story; these stand in none."),
    marked("The articles must stand in one story; these stand in %(stories)s."),
    marked("These are all articles of story %(number)s: leave one there."),
    marked("No article that regrouping %(number)s moved stands in story %(other)s any more."),
    marked("The articles stand in story %(number)s by now."),
    # Trying deliveries again (`alerts.ledger.retry`).
    marked("There is no delivery %(number)s."),
    marked("Delivery %(number)s was sent already."),
    marked("Delivery %(number)s is under way."),
    marked("Delivery %(number)s is due anyway."),
    marked("Nothing was given up."),
    marked("%(number)s to channel %(name)s, which is no longer in the settings: put it back first."),
)
