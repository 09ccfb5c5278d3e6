"""Whether the worker gets on: asked of the broker over a connection of its own.

The connection that articles come in by may be the one that is stuck, so it is not asked.
"""

from __future__ import annotations

import asyncio

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from mode import Service

from streams.errors import SettingsError
from streams.kafka.outbox import Outbox
from streams.kafka.security import Connection
from streams.kafka.source import ArticleSource

log = structlog.get_logger(__name__)

#: Seconds between two questions, and for how long an answer is waited for.
_INTERVAL, _PATIENCE = 2.0, 5.0
#: An acknowledgement that takes longer, in seconds, makes the worker not ready.
_SLOW_ACKNOWLEDGEMENT = 10.0


class ProgressWatch(Service):
    """Compares what the broker has with what is committed.

    Args:
        stall_timeout: seconds without a commit, despite lag, after which the worker is stuck.
    """

    def __init__(
        self,
        connection: Connection,
        source: ArticleSource,
        outbox: Outbox,
        *,
        stall_timeout: float,
    ) -> None:
        super().__init__()
        self._connection = connection
        self._source = source
        self._outbox = outbox
        self._stall_timeout = stall_timeout
        self._probe: AIOKafkaConsumer | None = None
        #: Articles that wait or are being worked on; `None` where the broker does not answer.
        self.lag: int | None = None
        #: Loop time since when there has been lag, an answering broker, and no commit.
        self._stuck_since: float | None = None
        #: Loop time since when the broker has answered and the group given no share.
        self._apart_since: float | None = None
        #: Why the broker does not let us in any more.
        self._refusal: str | None = None

    def live(self) -> list[str]:
        """What is wrong with the worker that a restart may mend."""
        if self._apart_since is not None:
            seconds = self.loop.time() - self._apart_since
            if seconds >= self._stall_timeout:
                why = self._refusal or "the broker answers, but not in the group"
                return [f"stalled: for {seconds:.0f} s, {why}"]
        if self._stuck_since is None:
            return []
        seconds = self.loop.time() - max(self._stuck_since, self._source.last_progress)
        if seconds < self._stall_timeout:
            return []
        return [f"stalled: {self.lag} articles wait and none was committed for {seconds:.0f} s"]

    def ready(self) -> list[str]:
        """What the worker lacks."""
        problems = []
        if self.lag is None:
            problems.append(f"broker: {self._refusal or 'does not answer'}")
        if not self._source.joined:
            problems.append("assignment: the group has given no share yet")
        if (waiting := self._outbox.waiting()) > _SLOW_ACKNOWLEDGEMENT:
            problems.append(f"broker: has not acknowledged an alert for {waiting:.0f} s")
        return problems

    async def on_stop(self) -> None:
        """Let go of the connection."""
        await self._let_go()

    @Service.task
    async def _watch(self) -> None:
        while not self.should_stop:
            try:
                self.lag = await asyncio.wait_for(self._ask(), _PATIENCE)
                self._refusal = None
            except (KafkaError, OSError, SettingsError, TimeoutError) as error:
                log.debug("the broker does not answer", error=repr(error))
                self.lag = None
                self._refusal = str(error) if isinstance(error, SettingsError) else None
                await self._let_go()
            if self._refusal is None and (self._source.joined or self.lag is None):
                self._apart_since = None
            elif self._apart_since is None:
                self._apart_since = self.loop.time()
            if not self.lag:
                self._stuck_since = None
            elif self._stuck_since is None:
                self._stuck_since = self.loop.time()
            await self.sleep(_INTERVAL)

    async def _ask(self) -> int:
        if self._probe is None:
            self._probe = AIOKafkaConsumer(**self._connection.client_options("wirewatch-progress"))
            await self._connection.start(self._probe)
        committed = dict(self._source.committed)
        if not committed:
            await self._probe.topics()
            return 0
        ends = await self._probe.end_offsets(list(committed))
        starts = await self._probe.beginning_offsets(
            [tp for tp in committed if committed[tp] is None]
        )
        return sum(
            ends[tp] - (starts[tp] if offset is None else offset)
            for tp, offset in committed.items()
        )

    async def _let_go(self) -> None:
        probe, self._probe = self._probe, None
        if probe is not None:
            await probe.stop()
