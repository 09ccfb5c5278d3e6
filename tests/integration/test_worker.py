"""Real worker processes on a real broker: articles in, alerts out, nothing lost on the way."""

from __future__ import annotations

import json
import time
from abc import abstractmethod
from pathlib import Path

import pytest

from streams.articles import text_article
from streams.codec import encode
from tests.support.evaluation import seed_article
from tests.support.installation import Installation, expected_alerts

TEXTS = (
    "Экспорт зерна в Китай вырос на четверть.",
    "Тайваню предложили сою, Китаю нет.",
    "Туристы увидели китов у берегов Камчатки.",
    "Силы самообороны Японии начали учения.",
    "The weather stays fine over the weekend.",
)
POISON = (None, b"", b"\xff\xfe", b'{"id":"a","title"', b'{"id":7,"title":"t"}', b"[" * 1500)


def articles(count: int) -> list[bytes]:
    """Articles in turn, each with an id of its own."""
    return [
        json.dumps({"id": f"a{n}", "body": TEXTS[n % len(TEXTS)]}, ensure_ascii=False).encode()
        for n in range(count)
    ]


class WorkerContract:
    """What a worker does on whatever broker there is."""

    @pytest.fixture
    @abstractmethod
    def servers(self) -> str:
        """Bootstrap servers of the broker."""

    @pytest.fixture
    async def installation(self, servers: str, topic_prefix: str, tmp_path: Path) -> Installation:
        installation = Installation(servers, topic_prefix.rstrip("."), tmp_path)
        await installation.create_topics()
        return installation

    async def test_every_article_that_mentions_something_raises_its_alerts(
        self, installation: Installation
    ) -> None:
        values = articles(200)
        with installation.worker():
            await installation.publish(values)
            await installation.consumed()
        alerts = await installation.alerts()
        assert {alert["id"] for alert in alerts} == expected_alerts(values)
        assert len(alerts) == len(expected_alerts(values))

    async def test_poison_goes_to_the_dead_letters_and_the_others_go_on(
        self, installation: Installation
    ) -> None:
        good = articles(60)
        values = [value for n in range(60) for value in (good[n], POISON[n % len(POISON)])]
        with installation.worker():
            await installation.publish(values)
            await installation.consumed()
        letters = await installation.dead_letters()
        sent = sorted((str(2 * n + 1).encode(), POISON[n % len(POISON)] or b"") for n in range(60))
        assert sorted((letter.key, letter.value or b"") for letter in letters) == sent
        assert {alert["id"] for alert in await installation.alerts()} == expected_alerts(good)

    async def test_sigterm_finishes_and_exits_with_0_and_the_next_worker_resumes(
        self, installation: Installation
    ) -> None:
        values = articles(300)
        with installation.worker() as first:
            await installation.publish(values[:150])
            await installation.consumed()
            first.terminate()
            assert first.wait(15) == 0
        await installation.publish(values[150:])
        with installation.worker() as second:
            await installation.consumed()
            second.terminate()
            assert second.wait(15) == 0
        alerts = [alert["id"] for alert in await installation.alerts()]
        assert sorted(alerts) == sorted(expected_alerts(values))


@pytest.mark.embedded
class TestOnTheEmbeddedBroker(WorkerContract):
    @pytest.fixture
    def servers(self, embedded_kafka: str) -> str:
        return embedded_kafka


@pytest.mark.kafka
class TestOnApacheKafka(WorkerContract):
    @pytest.fixture
    def servers(self, kafka: str) -> str:
        return kafka

    async def test_two_workers_share_four_partitions(self, installation: Installation) -> None:
        values = articles(400)
        with installation.worker() as one, installation.worker() as other:
            await installation.publish(values)
            await installation.consumed()
            for worker in (one, other):
                worker.terminate()
                assert worker.wait(15) == 0
        alerts = await installation.alerts()
        assert {alert["id"] for alert in alerts} == expected_alerts(values)

    async def test_after_sigterm_another_worker_takes_over_at_once(
        self, installation: Installation
    ) -> None:
        with installation.worker() as first, installation.worker():
            first.terminate()
            assert first.wait(15) == 0
            start = time.monotonic()
            values = articles(40)
            await installation.publish(values)
            await installation.consumed()
            # The session timeout is 10 s: who waits for it has not left the group.
            assert time.monotonic() - start < 9
        assert {alert["id"] for alert in await installation.alerts()} == expected_alerts(values)

    @pytest.mark.eval
    async def test_the_first_real_article_raises_three_alerts(
        self, installation: Installation
    ) -> None:
        with installation.worker():
            await installation.publish([encode(text_article(seed_article()))])
            await installation.consumed()
        alerts = {alert["watch"]["id"]: alert for alert in await installation.alerts()}
        counts = {watch: len(alert["matches"]) for watch, alert in alerts.items()}
        assert counts == {"china": 6, "taiwan": 1, "jsdf": 1}
        for alert in alerts.values():
            for match in alert["matches"]:
                assert seed_article()[match["start"] : match["end"]] == match["surface"]
