"""What is said in English of deliveries and of Tocsin itself: answers, notices, the database, users.

`web.phrases` recognises it, and says it in the language of who asks; what the other side said is quoted.
"""

from web.tongue import marked

#: Sentences, those that say more before those that they contain.
DELIVERY_PHRASES = (
    # That there was no answer (`alerts.posting`, `alerts.delivery`, `alerts.claims`).
    marked("no answer within %(seconds)s s"),
    marked("no whole answer within %(seconds)s s"),
    marked("no answer: %(name)s has no address"),
    marked("no answer: %(words)s"),
    marked("%(address)s is %(network)s; allow it under private_addresses of this channel if that is meant"),
    marked("%(address)s is %(network)s; allow it under [desk] private_addresses if that is meant"),
    marked("given up: no attempt had an outcome"),
    marked("no outcome was recorded: the process ended, or lost the database, during this attempt"),
    marked("the channel crashed: %(words)s"),
    marked("the channel is out of order: %(cause)s"),
    marked("channel %(name)s is no longer in the settings"),
    marked("the recipient has unsubscribed"),
    # What the other side did (`alerts.answers`, `alerts.channels`, `alerts.body`, `alerts.child`).
    marked("%(words)s (redirects are not followed; put the new address into the settings)"),
    marked("%(name)s refuses user, password or token (%(words)s); check smtp in the settings"),
    marked("%(name)s refuses the recipient: %(words)s"),
    marked("%(name)s refuses the sender: %(words)s"),
    marked("%(name)s refuses the message: %(words)s"),
    marked("%(name)s answers: %(words)s"),
    marked("%(name)s closed the connection; whether it took the message is unknown: %(words)s"),
    marked("%(name)s closed the connection before it was given the message: %(words)s"),
    marked("%(name)s takes no internationalised addresses (SMTPUTF8) such as %(text)s"),
    marked("%(name)s said nothing of the message within %(seconds)s s; whether it took the message is unknown"),
    marked("%(name)s: no end within %(seconds)s s"),
    marked("%(name)s: no safe connection: %(words)s"),
    marked("if it is yours, name its certificate under ca"),
    marked("%(name)s printed no access token (%(cause)s); run it by hand to see why"),
    marked("no end within %(seconds)s s, killed: %(words)s"),
    marked("no end within %(seconds)s s, killed"),
    marked("ended by signal %(number)s: %(words)s"),
    marked("ended by signal %(number)s"),
    marked("exit %(status)s: %(words)s"),
    marked("exit %(number)s, %(other)s words"),
    marked("exit %(status)s"),
    marked("no end in time"),
    marked("%(name)s cannot be run: %(words)s"),
    marked("%(number)s bytes appended"),
    marked("%(name)s: another program keeps it locked"),
    marked("Apprise: %(cause)s"),
    marked("%(name)s: Apprise says no more"),
    marked("%(name)s: refused: %(words)s"),
    marked("body cannot be made from its template: it is no JSON: %(words)s"),
    marked("body cannot be made from its template: it is longer than %(number)s characters"),
    marked("body cannot be made from its template: %(cause)s"),
    marked("no process could be started: %(words)s"),
    marked("no end within %(seconds)s s"),
    marked("the process ended without an answer (status %(number)s)"),
    marked("it took too much memory"),
    # What the operator was told (`alerts.settling`, `alerts.delivery`, `alerts.unsubscribing`, `scheduler.standing`).
    marked("delivery %(number)s to %(name)s was given up after 1 try: %(cause)s"),
    marked("delivery %(number)s to %(name)s was given up after %(other)s tries: %(cause)s"),
    marked("Channel %(name)s has failed %(number)s times in a row, last: %(cause)s"),
    marked("Channel %(name)s works again; it was out of order since %(time)s."),
    marked("Nothing matched for channel %(name)s since %(time)s UTC; %(number)s of %(other)s sources were read."),
    marked(
        "%(name)s has unsubscribed from channel %(channel)s, by the link in a mail, and is sent nothing more. "
        "Nobody is left on this channel: its alerts are kept, and reach nobody by it."
    ),
    marked(
        "%(name)s has unsubscribed from channel %(channel)s, by the link in a mail, and is sent nothing more. "
        "Of its %(number)s recipients %(other)s are left."
    ),
    marked("A feed is pushed to %(name)s no more: %(cause)s"),
    marked(
        "nothing has been read since %(time)s UTC, as if our own network were down; every source is tried "
        "again every %(number)s minutes"
    ),
    marked(
        "nothing could be read %(number)s times since %(time)s UTC, as if our own network came and went; once it is "
        "steady for %(other)s minutes that is told"
    ),
    marked("sources can be read again; nothing was since %(time)s UTC"),
    marked("sources can be read again; nothing was %(number)s times since %(time)s UTC"),
    marked("%(name)s: polls find news that its hub does not push; it is polled as if it had none"),
    # To whom feeds are pushed (`web.pushing`, `web.subscribed`).
    marked("it answers %(number)s, and not with the challenge"),
    marked("the feed may not be read any more: it answers %(number)s"),
    marked("it answers %(words)s"),
    marked("%(number)s pushes in a row failed: %(cause)s"),
    # What is wrong with the database (`store.errors`, `store.session`).
    marked("%(name)s: every connection is in use"),
    marked("%(name)s was moved, removed or replaced while it was in use"),
    marked("check the address, that the folder or server is there and that this user may use it"),
    marked("make the file and its folder writable for this user, or point at the server that takes writes"),
    marked("free some space; nothing was half-written, and a running daemon goes on by itself once there is room"),
    marked("see whether the disk is full, at its quota or failing; a running daemon tries again by itself"),
    marked("another process holds the database for long; look whether a backup or a second program uses it"),
    marked("see whether the database server runs and is reached; a running daemon tries again by itself"),
    marked("the server has no free connection; raise its max_connections, or run fewer processes"),
    marked("start `tocsin run` once, which brings the tables up to date"),
    marked("put the file back, or restart Tocsin on the one that is there now"),
    marked("stop Tocsin, keep a copy of the file and restore the last backup"),
    # Why users cannot be changed so (`store.people`).
    marked("a name has at most 100 letters and digits, with . - _ @ + ' or blanks between them"),
    marked("there is a user %(name)s already"),
    marked("the first user must be an admin, for from then on only an admin can change the rest"),
    marked("%(name)s is the last admin; make another one first"),
    # What was done to whom, as the audit says (`web.users`, `web.account`, `tocsin`).
    marked("a name that nobody has"),
    marked("all links"),
    marked("channel %(name)s: %(text)s"),
    marked("channel %(name)s"),
    marked("token %(name)s: %(names)s"),
    marked("token %(name)s"),
    marked("user %(name)s: %(role)s"),
    marked("user %(name)s"),
    marked("sign-in of %(name)s"),
)
