"""What every kind of channel promises. A new kind joins these tests by existing."""

import asyncio
import inspect
import json

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from alerts.channel import Channel, DeliveryError, Message, channel_kinds, make_channel
from alerts.checks import check_channels
from alerts.masking import masked, secrets_of
from config import ChannelSettings, Settings

#: Options by which each kind can be made but reaches nobody. A kind with none of its own is made without.
NOWHERE = {
    "email": {"to": ["a@example.org"], "from": "t@example.org", "smtp": "smtp://127.0.0.1:1?tls=none"},
    "webhook": {"url": "http://127.0.0.1:1/topsecret", "private_addresses": ["127.0.0.0/8"], "secret": "topsecret"},
    "file": {"path": "/nowhere/at/all/outbox.jsonl"},
    "command": {"command": ["false"], "environment": {"TOKEN": "topsecret"}},
    "apprise": {"url": "json://127.0.0.1:1/topsecret"},
}
MESSAGE = Message(id="m-1", recipient="a@example.org", subject="s", text="t", html="<p>h", data={"id": "m-1"})


@pytest.fixture(params=sorted(channel_kinds()))
def kind(request):
    return channel_kinds()[request.param]


def made(kind):
    return make_channel(ChannelSettings(name="x", kind=kind.kind, **NOWHERE.get(kind.kind, {})))


def test_a_kind_is_a_documented_channel_named_like_its_file(kind):
    assert issubclass(kind, Channel)
    assert kind.kind == kind.__module__.rpartition(".")[2]
    assert inspect.getdoc(kind) != inspect.getdoc(Channel)
    assert inspect.iscoroutinefunction(kind.send)


def test_its_options_refuse_unknown_keys_and_are_described(kind):
    assert issubclass(kind.Options, BaseModel)
    assert kind.Options.model_config["extra"] == "forbid"
    assert all(field.description for field in kind.Options.model_fields.values())
    with pytest.raises(ValidationError, match="Extra inputs"):
        make_channel(ChannelSettings(name="x", kind=kind.kind, **NOWHERE.get(kind.kind, {}), no_such_key=1))


def test_editors_find_each_of_its_options_in_a_schema_and_no_other(kind):
    schema = json.loads(json.dumps(kind.Options.model_json_schema()))
    named = {field.alias or name for name, field in kind.Options.model_fields.items()}
    assert schema["properties"].keys() == named
    assert schema["additionalProperties"] is False
    assert all(one["description"] for one in schema["properties"].values())


def test_it_says_whom_it_reaches(kind):
    recipients = made(kind).recipients
    assert isinstance(recipients, tuple)
    assert recipients
    assert all(isinstance(r, str) and len(r) <= 320 for r in recipients)


def test_what_cannot_be_reached_is_a_delivery_error_without_secrets(kind):
    channel = made(kind)
    with pytest.raises(DeliveryError) as failed:
        asyncio.run(channel.send(MESSAGE))
    assert not failed.value.permanent
    assert "topsecret" not in masked(str(failed.value), secrets_of(channel.options))


def test_its_secrets_do_not_show(kind):
    assert "topsecret" not in repr(made(kind).options)


def test_wrong_channels_are_reported_in_plain_words_where_they_stand():
    settings = Settings.model_validate(
        {
            "version": 1,
            "channels": {
                "a": {"kind": "emial"},
                "b": {"kind": "webhook"},
                "c": {"kind": "email", **NOWHERE["email"], "smtp": "smtp://u:topsecret@h?tls=none"},
                "d": {"kind": "file", **NOWHERE["file"]},
            },
        }
    )
    problems = {tuple(map(str, p.path)): str(p) for p in check_channels(settings)}
    assert {path[:2] for path in problems} == {("channels", "a"), ("channels", "b"), ("channels", "c")}
    assert "email" in problems[("channels", "a", "kind")]
    assert "never sent without TLS" in problems[("channels", "c", "smtp")]
    assert "topsecret" not in "".join(problems.values())


@pytest.mark.parametrize(
    "said", ["smtp://u:p%40ss@h:25", "bad p%40ss", "bad p@ss", "no /T000/B000?x=1 here", "key sign-me"]
)
def test_secrets_are_masked_in_every_form_they_are_quoted_in(said):
    class Options(BaseModel):
        smtp: SecretStr = SecretStr("smtp://u:p%40ss@h:25")
        url: SecretStr = SecretStr("https://hooks.example.org/T000/B000?x=1")
        secret: tuple[SecretStr, ...] = (SecretStr("sign-me"),)

    shown = masked(said, secrets_of(Options()))
    assert "***" in shown
    for secret in ("p%40ss", "p@ss", "T000", "sign-me"):
        assert secret not in shown
