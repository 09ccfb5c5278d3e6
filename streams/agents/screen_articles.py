"""The agent of the article path: reads batches, screens them, publishes, settles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Sequence

import structlog

from streams.errors import RecordTooLargeError
from streams.kafka.ledger import Batch
from streams.kafka.outbox import Outbox
from streams.kafka.source import ArticleSource
from streams.processing import Processor
from streams.records import InputRecord, OutputRecord

log = structlog.get_logger(__name__)

#: Seconds of work after which the event loop gets a turn: heartbeats and fetches wait for it.
_TURN = 0.02
#: A larger article, in bytes, is screened in a thread: one full of names takes seconds, in which a
#: worker that sends no heartbeats would be put out of its group.
_LARGE = 16_384


class ScreenArticles:
    """Steps 2 to 4 of `kafka/source.py` for each batch.

    The next batch is screened while the acknowledgements of the last ones are under way; how many
    is bounded by the source, which hands out no more than its share of bytes.
    """

    def __init__(self, processor: Processor, source: ArticleSource, outbox: Outbox) -> None:
        self._processor = processor
        self._source = source
        self._outbox = outbox

    def use(self, processor: Processor) -> None:
        """Work with another processor, from the next batch on."""
        self._processor = processor

    async def run(self, batches: AsyncIterable[Batch]) -> None:
        """The agent. What it cannot do ends the worker: Faust would pass over the batch."""
        async for batch in batches:
            try:
                await self._work_on(batch)
            except Exception as error:
                await self._source.crash(error)
                raise

    async def _work_on(self, batch: Batch) -> None:
        processor = self._processor
        caused: list[tuple[InputRecord, OutputRecord]] = []
        now = asyncio.get_running_loop().time
        turn_ends = now() + _TURN
        for record in batch.records:
            if batch.void:
                return
            if len(record.value or b"") > _LARGE:
                outputs = await asyncio.to_thread(processor.process, record)
            else:
                outputs = processor.process(record)
            caused.extend((record, output) for output in outputs)
            if now() >= turn_ends:
                await asyncio.sleep(0)
                turn_ends = now() + _TURN
        if caused:
            # An exception in there ends the worker, with the batch unsettled.
            self._source.add_future(self._deliver(batch, caused))
        else:
            self._source.settle(batch)

    async def _deliver(
        self, batch: Batch, caused: Sequence[tuple[InputRecord, OutputRecord]]
    ) -> None:
        """Publish what a batch caused; an article whose alert is refused becomes a dead letter.

        Raises:
            PermanentDeliveryError: a dead letter is refused as well: there is nowhere to go.
        """
        results = await self._outbox.publish([output for _, output in caused])
        letters: dict[int, OutputRecord] = {}
        for (record, output), error in zip(caused, results, strict=True):
            if error is not None:
                if self._processor.is_dead_letter(output):
                    letters[record.offset] = output
                    continue
                letters[record.offset] = self._processor.dead_letter(record, error, stage="publish")
        if letters:
            log.error("refused: alerts become dead letters", articles=len(letters))
            await self._publish_letters(list(letters.values()))
        self._source.settle(batch)

    async def _publish_letters(self, letters: Sequence[OutputRecord]) -> None:
        """Publish dead letters; one that is too large goes without its original."""
        results = await self._outbox.publish(letters)
        short = []
        for letter, error in zip(letters, results, strict=True):
            if isinstance(error, RecordTooLargeError):
                short.append(self._processor.without_original(letter))
            elif error is not None:
                raise error
        for error in await self._outbox.publish(short) if short else ():
            if error is not None:
                raise error
