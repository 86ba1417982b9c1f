"""What strangers might send, made up: for tests of all that text from outside goes through."""

from hypothesis import settings
from hypothesis import strategies as st

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
MARKUP = st.lists(
    st.sampled_from(
        [
            "<b>",
            "</b>",
            "<p",
            ">",
            "<",
            "&",
            "&lt;",
            "&#",
            "x0;",
            ";",
            '"',
            "'",
            "=",
            " on",
            "href=",
            "<a ",
            "script",
            "</",
            "<!--",
            "<!",
            "<?",
            "-->",
            "javascript:",
            "//e.org/",
            "̸",
            "\ud800",
            "\x00",
            "‮",
            "e",
            "́",
            "\n",
            "<svg>",
            "<img ",
            "src=",
            "alt=",
            " width=1",
            "<math><mtext>",
            "<annotation-xml>",
            "<mglyph>",
            "<table>",
            "<title>",
            "<style>",
            "&amp;amp;",
        ]
    )
    | ANY_TEXT,
    max_size=20,
).map("".join)
quick = settings(max_examples=150)


def storable(text: str) -> bool:
    text.encode()
    return "\x00" not in text
