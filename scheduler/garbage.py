"""When Python looks for what holds itself in a circle: seldom, for few things here do.

Imports nothing heavy: it is told before anything else is loaded.
"""

import gc

#: After how many new objects, and then of how many such rounds, the garbage collector looks further back.
_SELDOM = (50_000, 20, 50)


def look_seldom() -> None:
    """Look seldom from now on.

    Loading the program makes hundreds of thousands of objects that all stay: looking through them as often as Python
    does took a fifth of the start, and a third of understanding words met later.
    """
    gc.set_threshold(*_SELDOM)


def settle() -> None:
    """Look no more through what is there now, the watches above all.

    With 100,000 watches each look stops everything for seconds. What is not used any more is freed all the same,
    unless it holds itself in a circle; such things are freed at the next settling. The first one looks for none: what
    loading has left is little, and the look took a tenth of the start.
    """
    look_seldom()
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.freeze()
