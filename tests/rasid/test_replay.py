"""Recorded entries through the pipeline under their own clock."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rasid.demo.evening import recorded
from rasid.mistakes import ConfigError
from rasid.records import read_entries
from rasid.replay import WatchlistSpec, as_json, read_watchlists, replay

AT = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


def evening_file(tmp_path: Path) -> Path:
    path = tmp_path / "evening.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in recorded(AT)), encoding="utf-8")
    return path


async def replayed(tmp_path: Path, *specs: WatchlistSpec) -> list[dict[str, Any]]:
    entries = list(read_entries([evening_file(tmp_path)]))
    return [as_json(item) async for item in replay(entries, specs)]  # type: ignore[arg-type]  # no bad lines here


async def test_the_evening_is_one_incident_and_one_message(tmp_path: Path) -> None:
    """Three outlets, one event: one first message, then edits and replies of the same incident."""
    lines = await replayed(tmp_path, WatchlistSpec(topic="green-zone-attack"))
    alerts = [line for line in lines if line["type"] == "alert"]
    assert 1 == len({alert["incident"] for alert in alerts})
    assert ["new"] == [alert["kind"] for alert in alerts if alert["kind"] == "new"]
    assert AT <= datetime.fromisoformat(alerts[0]["at"]) <= AT + timedelta(seconds=15)
    (incident,) = [
        line for line in lines if line["type"] == "incident" and line["id"] == alerts[0]["incident"]
    ]
    assert ("attack", "green-zone/baghdad") == (incident["event"], incident["place"])
    assert 3 == len(incident["outlets"])
    assert {2, 4} <= {claim["count"] for claim in incident["claims"] if claim["kind"] == "rocket"}


ATTACK = {"first-report", "official", "hospital", "launcher", "inquiry"}
FOUND = {"first-report", "official", "hospital"}


async def test_no_ordinary_news_of_the_evening_gets_into_the_attack(tmp_path: Path) -> None:
    """A vaccination campaign, the exchange rate, the derby: none joins the incident, none is told."""
    lines = await replayed(tmp_path, WatchlistSpec(topic="green-zone-attack"))
    joined = {
        entry.split(":")[1]
        for line in lines
        if line["type"] == "incident" and line["event"] == "attack"
        for entry in line["entries"]
    }
    assert FOUND <= joined <= ATTACK
    told = {line["url"].rsplit("/", 1)[1] for line in lines if line["type"] == "alert"}
    assert FOUND <= told <= ATTACK


async def test_the_only_events_of_the_evening_are_an_attack_and_a_demonstration(tmp_path: Path) -> None:
    lines = await replayed(tmp_path, WatchlistSpec(topic="green-zone-attack"))
    incidents = [(line["event"], line["place"]) for line in lines if line["type"] == "incident"]
    assert [("protest", "basra"), ("attack", "green-zone/baghdad")] == incidents


async def test_claims_name_their_sources_as_printed(tmp_path: Path) -> None:
    lines = await replayed(tmp_path, WatchlistSpec(topic="green-zone-attack"))
    rockets = {
        (claim["count"], claim["source"])
        for line in lines
        if line["type"] == "incident"
        for claim in line["claims"]
        if claim["kind"] == "rocket"
    }
    assert {(4, "مصدر أمني"), (2, "خلية الإعلام الأمني"), (2, "بيان رسمي")} == rockets


async def test_the_phone_call_that_recalls_the_attack_is_not_told(tmp_path: Path) -> None:
    told = await replayed(tmp_path, WatchlistSpec(topic="green-zone-attack"))
    assert not [line for line in told if line["type"] == "alert" and "اتصال" in line["title"]]


async def test_a_replay_gives_the_same_lines_twice(tmp_path: Path) -> None:
    """Same entries, same clock, same lines: ids included."""
    specs = (WatchlistSpec(topic="green-zone-attack"), WatchlistSpec(query="الدينار", chat=2))
    assert await replayed(tmp_path, *specs) == await replayed(tmp_path, *specs)


async def test_each_chat_hears_of_its_own_watchlists_only(tmp_path: Path) -> None:
    lines = await replayed(
        tmp_path, WatchlistSpec(topic="green-zone-attack"), WatchlistSpec(query="الدينار", chat=2)
    )
    assert {1, 2} == {line["chat"] for line in lines if line["type"] == "alert"}
    assert all("دينار" in str(line) for line in lines if line["type"] == "alert" and line["chat"] == 2)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "w.toml:1: watchlist: write a [[watchlist]] block for each"),
        ("[[watchlists]]\n", "w.toml:1: watchlists: unknown key; known: watchlist"),
        ("[[watchlist]]\n", "give either query or topic"),
        ('[[watchlist]]\nquery = "أ"\ntopic = "explosions"\n', "give either query or topic"),
        ('[[watchlist]]\ntopic = "no-such"\n', "w.toml:2: watchlist[1].topic: no topic 'no-such'"),
        ('[[watchlist]]\nquery = "(صاروخ"\n', "w.toml:2: watchlist[1].query: The parenthesis is not closed"),
        ('[[watchlist]]\nquery = "صاروخ"\ncolour = 1\n', "w.toml:3: watchlist[1].colour: unknown key"),
    ],
)
def test_a_bad_watchlists_file_is_refused_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "w.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_watchlists(path)
    assert problem in "".join(caught.value.problems)


def test_a_watchlists_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    """A byte order mark and carriage returns are no mistake."""
    path = tmp_path / "w.toml"
    path.write_bytes('\ufeff[[watchlist]]\r\ntopic = "explosions"\r\n'.encode())
    assert (WatchlistSpec(topic="explosions"),) == read_watchlists(path)
