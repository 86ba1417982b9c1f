"""A proxy for the tests."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Proxy:
    """Leads every request to one port of this machine, and remembers it; says `answer` instead, if that is set.

    What is not to be led through a tunnel goes to the port `plain`.
    """

    def __init__(self, port: int, plain: int) -> None:
        self.port, self.plain, self.asked, self.answer = port, plain, list[str](), b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://desk:pass@127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._lead, args=(self._listener.accept()[0],), daemon=True).start()

    def _lead(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(65_536)
            self.asked.append(head.decode())
            if self.answer:
                client.sendall(self.answer)
                return
            is_tunnel = head.startswith(b"CONNECT")
            with socket.create_connection(("127.0.0.1", self.port if is_tunnel else self.plain)) as server:
                if is_tunnel:
                    client.sendall(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 desk\r\n\r\n")
                else:
                    server.sendall(head)
                back = threading.Thread(target=_pipe, args=(server, client), daemon=True)
                back.start()
                _pipe(client, server)
                back.join(5)

    def close(self) -> None:
        """Lead nobody any more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


def _pipe(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxy_to(port: int, plain: int | None = None) -> Iterator[Proxy]:
    """Have one run that leads to a port; what is not led through a tunnel to the port `plain`, if that is another."""
    started = Proxy(port, plain or port)
    try:
        yield started
    finally:
        started.close()
