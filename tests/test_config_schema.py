"""The schema says of a settings file what loading it says, as far as a schema can."""

import tomllib
from datetime import timedelta

import pytest
from jsonschema import Draft7Validator
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from config.durations import PositiveDuration
from config.schema import settings_schema


class Login(BaseModel):
    """A table within the options."""

    user: str


class Pigeon(BaseModel):
    """Carries messages by air."""

    model_config = ConfigDict(extra="forbid")
    to: list[str] = Field(description="The lofts it flies to.")
    from_: str = Field(alias="from")
    ring: SecretStr | None = None
    rest: PositiveDuration = timedelta(minutes=90)
    login: Login | None = None


class Drum(BaseModel):
    """Makes a noise."""

    model_config = ConfigDict(extra="forbid")


SCHEMA = settings_schema({"pigeon": Pigeon, "drum": Drum}, ["feed", "listing"])
HEAD = "version = 1\n"
SOURCE = HEAD + '[[sources]]\nname = "a"\nurl = "http://x"\n'
PIGEON = HEAD + '[channels.x]\nkind = "pigeon"\nto = ["loft"]\nfrom = "tower"\n'


def errors(text):
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(tomllib.loads(text))]


def test_it_is_a_schema():
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD + 'database = "sqlite:///x"\ninclude = ["w/*.toml"]\n[fetch]\ntimeout = "1h 30m"\nmax_size = 5000\n',
        SOURCE + 'every = "auto"\nkind = "listing"\nlinks = "a"\ntags = ["x"]\nfull_text = false\n',
        SOURCE + 'every = "15m"\n',
        PIGEON + 'ring = "x"\nrest = "2d"\ndigest = "1h"\nfallback = "y"\nlogin = { user = "me" }\n',
        HEAD + '[channels.x]\nkind = "drum"\n',
        HEAD + '[[watches]]\nname = "a"\nquery = "b"\npriority = "high"\n',
        HEAD + '[concepts.nato]\ntitle = "NATO"\nen = ["NATO"]\nsr-Latn = ["NATO"]\n',
        HEAD + '[fetch]\nconcurrency = "${N:-5}"\nrobots = "${R}"\ntimeout = "${T}"\n',
        HEAD + '[[sources]]\nname = "a"\nurl = "${FEED}"\ncountry = "${C}"\nkind = "${K}"\n',
    ],
)
def test_what_loads_passes(text):
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "version = 2\n",
        'timezone = "UTC"\n',
        HEAD + "timezon = 'x'\n",
        HEAD + "[fetch]\ntimeout = 5\n",
        HEAD + "[fetch]\ntimeout = 'soon'\n",
        HEAD + "[fetch]\nrobots = 'maybe'\n",
        SOURCE + "kind = 'fed'\n",
        SOURCE + "every = 'always'\n",
        SOURCE + "ulr = 'x'\n",
        PIGEON + "name = 'x'\n",
        PIGEON + "too = 'x'\n",
        PIGEON + "rest = 5\n",
        HEAD + "[channels.x]\nkind = 'pigeon'\n",
        HEAD + "[channels.x]\nkind = 'smoke'\n",
        HEAD + "[concepts.nato]\nen = 'NATO'\n",
        HEAD + "[concepts.nato]\nEnglish = ['NATO']\n",
    ],
)
def test_what_is_refused_fails(text):
    assert errors(text)


def test_editors_are_told_what_keys_are_for_and_what_holds_without_them():
    fetch = SCHEMA["$defs"]["FetchSettings"]["properties"]
    assert fetch["timeout"]["description"] == "For one request, from start to end."
    assert fetch["timeout"]["default"] == "30s"
    pigeon = SCHEMA["$defs"]["channel-pigeon"]
    assert pigeon["description"] == "Carries messages by air."
    assert pigeon["properties"]["to"]["description"] == "The lofts it flies to."
    assert pigeon["properties"]["ring"] == {"type": "string"}
    assert pigeon["properties"]["rest"]["default"] == "1h30m"


def test_a_network_of_either_sort_is_simply_text():
    assert SCHEMA["$defs"]["FetchSettings"]["properties"]["private_addresses"]["items"] == {"type": "string"}


def test_no_part_of_it_speaks_of_python():
    text = str(SCHEMA)
    assert not any(word in text for word in ("'null'", "'format'", "'title': 'Url'", "writeOnly", "pydantic"))
