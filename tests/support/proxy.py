"""A TCP proxy that is as bad as networks are: slow, narrow, torn, or silent.

Kafka's clients follow the addresses that brokers advertise, so a broker behind a proxy needs a
listener of its own that advertises the proxy's address (`KafkaBroker.advertised`).
"""

from __future__ import annotations

import asyncio
import math
import socket
import struct
from asyncio import AbstractEventLoop, StreamReader, StreamWriter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import Self

_CHUNK_BYTES = 65_536
_CHUNKS_ON_THE_WAY = 64

# With it, close sends RST and not FIN: socket(7), SO_LINGER.
_NO_LINGER = struct.pack("ii", 1, 0)


class TcpProxy:
    """Passes connections on to another address, in a thread of its own.

    Attributes:
        address: `host:port` to connect to.
        latency: seconds that a byte takes, each way.
        bytes_per_second: what passes in each direction of a connection.
    """

    def __init__(self, listener: socket.socket, target: str) -> None:
        self.address = "{}:{}".format(*listener.getsockname())
        self.latency = 0.0
        self.bytes_per_second = math.inf
        self._target = target.rsplit(":", 1)
        self._loop: Future[AbstractEventLoop] = Future()
        self._closing = asyncio.Event()
        self._passing = asyncio.Event()
        self._passing.set()
        self._writers: set[StreamWriter] = set()

    @classmethod
    @contextmanager
    def start(cls, target: str) -> Iterator[Self]:
        """Run a proxy to `target` (`host:port`) until the `with` block is left."""
        listener = socket.create_server(("127.0.0.1", 0))
        proxy = cls(listener, target)
        thread = Thread(target=lambda: asyncio.run(proxy._serve(listener)))
        thread.start()
        try:
            yield proxy
        finally:
            proxy._call(proxy._closing.set)
            thread.join()

    def reset(self) -> None:
        """Tear every connection by RST, towards both sides."""
        self._call(self._tear)

    @contextmanager
    def black_hole(self) -> Iterator[None]:
        """Pass nothing on and close nothing: connections are half-open, new ones get no answer.

        What was sent meanwhile arrives afterwards.
        """
        self._call(self._passing.clear)
        try:
            yield
        finally:
            self._call(self._passing.set)

    def _call(self, action: Callable[[], None]) -> None:
        """Do something in the proxy's thread, where its events and streams belong."""

        async def act() -> None:
            action()

        asyncio.run_coroutine_threadsafe(act(), self._loop.result()).result()

    async def _serve(self, listener: socket.socket) -> None:
        connections: set[asyncio.Task[None]] = set()

        # Given a coroutine, `start_server` logs a traceback when it is cancelled (Python 3.11).
        def accept(from_client: StreamReader, to_client: StreamWriter) -> None:
            connection = asyncio.create_task(self._connect(from_client, to_client))
            connections.add(connection)
            connection.add_done_callback(connections.discard)

        server = await asyncio.start_server(accept, sock=listener)
        self._loop.set_result(asyncio.get_running_loop())
        await self._closing.wait()
        server.close()
        self._tear()

    async def _connect(self, from_client: StreamReader, to_client: StreamWriter) -> None:
        writers = {to_client}
        self._writers |= writers
        try:
            from_server, to_server = await asyncio.open_connection(*self._target)
            writers.add(to_server)
            self._writers |= writers
            async with asyncio.TaskGroup() as directions:
                directions.create_task(self._pass_on(from_client, to_server))
                directions.create_task(self._pass_on(from_server, to_client))
        except* OSError:
            pass  # One side is gone, so the other one goes below.
        finally:
            self._writers -= writers
            for writer in writers:
                writer.close()

    async def _pass_on(self, reader: StreamReader, writer: StreamWriter) -> None:
        """One direction; receiving goes on while earlier bytes are on their way."""
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_CHUNKS_ON_THE_WAY)
        now = asyncio.get_running_loop().time

        async def receive() -> None:
            data = b"something"
            while data:
                data = await reader.read(_CHUNK_BYTES)
                await on_the_way.put((now(), data))

        async with asyncio.TaskGroup() as halves:
            halves.create_task(receive())
            while True:
                received, data = await on_the_way.get()
                await asyncio.sleep(received + self.latency - now())
                await asyncio.sleep(len(data) / self.bytes_per_second)
                await self._passing.wait()
                if not data:
                    break
                writer.write(data)
                await writer.drain()
            writer.write_eof()

    def _tear(self) -> None:
        for writer in self._writers:
            if not writer.is_closing():
                open_socket = writer.get_extra_info("socket")
                open_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
                writer.transport.abort()
