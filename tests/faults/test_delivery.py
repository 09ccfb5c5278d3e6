"""What cannot be screened or delivered: cases 7, 8, 9 and 11."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from aiokafka import TopicPartition

from streams import exit_codes
from streams.dead_letters import read_dead_letter
from streams.kafka.admin import TopicAdmin
from tests.faults.conftest import may_write
from tests.support.faults import (
    REPORT,
    Fleet,
    Sent,
    articles,
    configure,
    limit,
    nothing_lost,
    scaled,
    send,
    until,
)
from tests.support.installation import Installation, expected_alerts

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

#: What is wrong with it → bytes, and the stage that must refuse them.
POISON: dict[str, tuple[bytes | None, str]] = {
    "bad UTF-8": (b'{"id":"p","title":"\xff\xfe"}', "decode"),
    "truncated": (b'{"id":"p","title":"Ch', "decode"),
    "wrong type": (b'{"id":"p","title":7}', "validate"),
    "no value": (None, "decode"),
    "empty": (b"", "decode"),
    "too deep": (b'{"id":"p","title":' + b"[" * 1025 + b"]" * 1025 + b"}", "decode"),
    "oversized": (b'{"id":"p","title":"' + b"x" * 1_050_000 + b'"}', "size"),
    "lone surrogate": (b'{"id":"p","title":"\\ud800"}', "decode"),
    "byte order mark": (b'\xef\xbb\xbf{"id":"p","title":"t"}', "decode"),
    "NaN": (b'{"id":"p","title":NaN}', "decode"),
    "array": (b"[]", "validate"),
    "control character": (b'{"id":"p","title":"\x1b[31m"}', "decode"),
}


@limit(180)
async def test_7_poison(installation: Installation, fleet: Fleet) -> None:
    """One record in a hundred; each a dead letter once, the original bytes, the rest untouched."""
    good = articles(scaled(2400, 20_000))
    kinds = list(POISON.values())
    records, poison = [], []
    for number, article in enumerate(good):
        records.append(Sent(article, str(number).encode()))
        if number % 100 == 0:
            place = number // 100
            value = kinds[place % len(kinds)][0]
            # A producer sends no record that has neither.
            key = None if place % 2 and value is not None else b"poison-%d" % place
            poison.append(Sent(value, key))
            records.append(poison[-1])
    await fleet.started(2)
    await send(installation, records)
    await installation.consumed(90)
    letters = await installation.dead_letters()
    assert Counter((x.key, x.value) for x in letters) == Counter((x.key, x.value) for x in poison)
    found = await nothing_lost(installation, good)
    REPORT.add("7 poison", articles=len(records), found=found, note=f"{len(letters)} dead letters")


@limit(120)
async def test_7_each_kind_is_refused_where_it_should_be(
    installation: Installation, fleet: Fleet
) -> None:
    await fleet.started()
    await send(installation, [Sent(value, kind.encode()) for kind, (value, _) in POISON.items()])
    await installation.consumed()
    letters = map(read_dead_letter, await installation.dead_letters())
    stages = {(letter.key or b"").decode(): letter.stage for letter in letters}
    assert stages == {kind: stage for kind, (_, stage) in POISON.items()}


@limit(120)
async def test_7_a_decompression_bomb_stops_nobody(
    installation: Installation, fleet: Fleet
) -> None:
    """What a producer compressed, a topic takes at any size; the dead letters do not."""
    bomb = b'{"id":"bomb","title":"' + b"x" * 12_000_000 + b'"}'
    good = articles(50)
    worker = await fleet.started()
    await send(
        installation,
        [*map(Sent, good[:25]), Sent(bomb, b"bomb"), *map(Sent, good[25:])],
        compression_type="gzip",
    )
    await installation.consumed(60)
    (record,) = await installation.dead_letters()
    letter = read_dead_letter(record)
    assert (letter.stage, letter.key, letter.value) == ("size", b"bomb", None)
    assert letter.omitted_bytes == len(bomb)
    found = await nothing_lost(installation, good)
    REPORT.add("7 decompression bomb", articles=51, found=found,
               note=f"peak {fleet.memory(worker):.0f} MB")  # fmt: skip


@limit(120)
async def test_11_schemas_drift(installation: Installation, fleet: Fleet) -> None:
    body = "Экспорт зерна в Китай вырос."
    optional = json.dumps({"id": "new", "body": body, "mood": {"score": 0.5}}).encode()
    missing = json.dumps({"body": body}).encode()
    changed = json.dumps({"id": "changed", "body": {"text": body}}).encode()
    await fleet.started()
    await send(installation, [Sent(optional), Sent(missing), Sent(changed)])
    await installation.consumed()
    letters = map(read_dead_letter, await installation.dead_letters())
    reasons = {letter.value: (letter.stage, letter.path) for letter in letters}
    assert reasons == {missing: ("validate", "$"), changed: ("validate", "$.body")}
    found = await nothing_lost(installation, [optional])
    REPORT.add("11 schema drift", articles=3, found=found, note="2 dead letters")


async def committed(installation: Installation) -> int | None:
    async with TopicAdmin.connect(installation.connection) as admin:
        offsets = await admin.committed(installation.group)
    return offsets.get(TopicPartition(installation.topics.articles.name, 0))


@limit(120)
async def test_8_dead_letters_are_refused(guarded: Installation, guarded_fleet: Fleet) -> None:
    """There is nowhere to go: the worker stops, and the next one does it again."""
    topics, values = guarded.topics, [*articles(5), b"not JSON", *articles(5, first=5)]
    await may_write(guarded, topics.alerts.name)
    worker = await guarded_fleet.started()
    await guarded.publish(values)
    await until(lambda: worker.poll() is not None, 30, "it stops")
    assert worker.poll() == exit_codes.UNDELIVERABLE
    assert ((await committed(guarded)) or 0) <= 5
    guarded_fleet.kill(worker)
    await may_write(guarded, topics.dead_letters.name)
    await guarded_fleet.started()
    await guarded.consumed()
    (letter,) = await guarded.dead_letters()
    assert letter.value == b"not JSON"
    found = await nothing_lost(guarded, values)
    REPORT.add("8 dead letters refused", articles=11, found=found, note="exit code 75")


@limit(120)
async def test_9_alerts_not_authorised(guarded: Installation, guarded_fleet: Fleet) -> None:
    values = articles(20)
    await may_write(guarded, guarded.topics.dead_letters.name)
    await guarded_fleet.started()
    await guarded.publish(values)
    await guarded.consumed()
    letters = [read_dead_letter(record) for record in await guarded.dead_letters()]
    assert {letter.value for letter in letters} == {v for v in values if expected_alerts([v])}
    assert {(x.stage, x.message.partition(":")[0]) for x in letters} == {
        ("publish", "TopicAuthorizationFailedError")
    }
    assert await guarded.alerts() == []
    REPORT.add("9 alerts not authorised", articles=20, note=f"{len(letters)} dead letters")


@limit(120)
async def test_9_alerts_that_the_broker_finds_too_large(
    installation: Installation, fleet: Fleet
) -> None:
    """An article whose alert the topic does not take is a dead letter; smaller ones go on."""
    large = json.dumps({"id": "large", "body": "Китай " * 100}).encode()
    values = articles(20)
    await configure(installation, installation.topics.alerts, max_message_bytes="5000")
    await fleet.started()
    await send(installation, [*map(Sent, values), Sent(large)])
    await installation.consumed()
    (letter,) = map(read_dead_letter, await installation.dead_letters())
    assert (letter.value, letter.stage) == (large, "publish")
    found = await nothing_lost(installation, values)
    REPORT.add("9 alert too large", articles=21, found=found, note="1 dead letter")


@limit(120)
async def test_9_a_passing_refusal_is_tried_again(installation: Installation, fleet: Fleet) -> None:
    values = articles(100)
    await installation.withhold_alerts()
    worker = await fleet.started()
    await installation.publish(values)
    await until(lambda: "publishing failed" in fleet.logs(), 60, "it tries again")
    assert worker.poll() is None
    await installation.create_topics()
    await installation.consumed(60)
    found = await nothing_lost(installation, values)
    assert await installation.dead_letters() == []
    REPORT.add("9 passing refusal", articles=100, found=found)
