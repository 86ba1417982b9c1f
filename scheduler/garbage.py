"""When Python looks for what holds itself in a circle: seldom, for few things here do.

Imports nothing heavy: it is told before anything else is loaded.
"""

import gc

#: After how many new objects, and then of how many such rounds, the garbage collector looks further back.
_SELDOM = (50_000, 20, 50)
#: The same while the program is loaded, which makes 250,000 objects that all stay.
_LOADING = (400_000, 20, 50)


def look_seldom() -> None:
    """Look seldom from now on, and more seldom still until it is settled.

    Looking through what loading makes as often as Python does took a fifth of the start.
    """
    gc.set_threshold(*_LOADING)


def settle() -> None:
    """Look no more through what is there now, the watches above all.

    With 100,000 watches each look stops everything for seconds. What is not used any more is freed all the same,
    unless it holds itself in a circle; such things are freed at the next settling. The first one looks for none: what
    loading has left is little, and the look took a tenth of the start. From then on it is looked seldom for what is
    made: as often as Python does it took a third of understanding words met later.
    """
    gc.set_threshold(*_SELDOM)
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.freeze()
