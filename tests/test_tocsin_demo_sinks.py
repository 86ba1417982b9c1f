"""The demonstration's webhook receiver, which the ordeals use as well."""

import json
import socket
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from tocsin.demo.sinks import Receiver

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSB0ZXN0"
BODY = json.dumps({"alerts": [{"title": "Frigates sail"}]}).encode()


def request(secret):
    now = datetime.now(UTC)
    signature = Webhook(secret).sign("m-1", now, BODY.decode())
    return (
        b"POST /tocsin HTTP/1.1\r\nHost: x\r\nwebhook-id: m-1\r\n"
        + f"webhook-timestamp: {int(now.timestamp())}\r\nwebhook-signature: {signature}\r\n".encode()
        + f"Content-Length: {len(BODY)}\r\n\r\n".encode()
        + BODY
    )


def sent(receiver, data):
    """Send data, stop sending, and return what is answered until the receiver closes."""
    with socket.create_connection(("127.0.0.1", int(receiver.origin.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    return answer.split(b" ")[1] if answer else b""


@pytest.mark.parametrize("missing", [1, len(BODY)])
def test_a_request_whose_sender_was_killed_in_the_middle_is_no_forgery(missing):
    with Receiver(SECRET) as receiver:
        answer = sent(receiver, request(SECRET)[:-missing])
        assert (answer, receiver.forged, receiver.received) == (b"", 0, [])


@pytest.mark.parametrize(("secret", "status", "forged"), [(SECRET, b"204", 0), ("whsec_b3RoZXI=", b"401", 1)])
def test_a_whole_one_is_kept_or_is_forged_by_its_signature(secret, status, forged):
    with Receiver(SECRET) as receiver:
        answer = sent(receiver, request(secret))
        assert (answer, receiver.forged, len(receiver.received)) == (status, forged, 1 - forged)
