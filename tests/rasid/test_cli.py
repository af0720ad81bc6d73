"""The command line as an operator meets it: what it prints, how it ends."""

import io
import json
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasid.cli import main
from rasid.demo.evening import recorded
from tests.rasid.stage import RASID

AT = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Result:
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def rasid(*arguments: str | Path, stdin: str = "", cwd: Path | None = None) -> Result:
    """Run the command's own entry point in this process, on a wide terminal, without a bot token."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before = Path.cwd()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.delenv("RASID_TELEGRAM_TOKEN", raising=False)
        patch.setenv("COLUMNS", "200")
        patch.setattr("sys.argv", ["rasid", *map(str, arguments)])
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        patch.chdir(cwd or before)
        with pytest.raises(SystemExit) as ended:
            main()
    printed = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]  # a BytesIO
    return Result(int(ended.value.code or 0), *printed)


def lines_of(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evening") / "evening.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in recorded(AT)), encoding="utf-8")
    return path


def test_the_installed_command_is_this_one() -> None:
    """The rest of this file calls its entry point without the cost of a process."""
    printed = subprocess.run([RASID, "--version"], capture_output=True, text=True, timeout=60, check=True)
    assert rasid("--version").stdout == printed.stdout


def test_help_names_every_command() -> None:
    result = rasid("--help")
    assert 0 == result.returncode
    for command in (
        "run",
        "demo",
        "init",
        "migrate",
        "check",
        "match",
        "analyze",
        "replay",
        "feeds",
        "outbox",
        "stats",
        "eval",
    ):
        assert command in result.stdout


class TestMatch:
    """`rasid match`: a query or a file of queries over recorded entries."""

    def test_each_span_is_what_stands_at_its_offsets(self, evening: Path) -> None:
        rows = {row["id"]: row for row in recorded(AT)}
        found = lines_of(rasid("match", "المنطقة الخضراء", evening))
        assert found
        for line in found:
            assert {"query", "id", "spans"} == set(line)
            for span in line["spans"]:  # type: ignore[attr-defined]
                assert {"field", "start", "end", "text", "term"} == set(span)
                assert span["text"] == rows[line["id"]][span["field"]][span["start"] : span["end"]]

    def test_several_queries_are_told_apart(self, evening: Path, tmp_path: Path) -> None:
        queries = tmp_path / "q.txt"
        queries.write_text("المنطقة الخضراء\n\nالدينار\n", encoding="utf-8")
        found = lines_of(rasid("match", "--queries", queries, evening))
        assert {"المنطقة الخضراء", "الدينار"} == {line["query"] for line in found}

    def test_standard_input_is_read_without_files(self, evening: Path) -> None:
        piped = rasid("match", "الدينار", stdin=evening.read_text(encoding="utf-8"))
        assert rasid("match", "الدينار", evening).stdout == piped.stdout != ""

    def test_a_bad_query_is_refused_before_anything_is_read(self, tmp_path: Path) -> None:
        queries = tmp_path / "q.txt"
        queries.write_text("صاروخ\n(هجوم\n", encoding="utf-8")
        result = rasid("match", "--queries", queries, tmp_path / "none.jsonl")
        assert (2, "") == (result.returncode, result.stdout)
        said = f"{queries}:2: The parenthesis is not closed (column 6); did you mean: (هجوم)"
        assert f"rasid: {said}\n" == result.stderr

    def test_a_queries_file_of_a_windows_editor_is_read(self, evening: Path, tmp_path: Path) -> None:
        """A byte order mark and carriage returns are no part of a query."""
        queries = tmp_path / "q.txt"
        queries.write_bytes("\ufeffالدينار\r\n".encode())
        found = lines_of(rasid("match", "--queries", queries, evening))
        assert {"الدينار"} == {line["query"] for line in found}

    def test_a_place_is_asked_of_the_analysis(self, evening: Path) -> None:
        found = lines_of(rasid("match", "صاروخ + مكان:بغداد", evening))
        assert "first-report" in {str(line["id"]).split(":")[1] for line in found}
        assert not lines_of(rasid("match", "صاروخ + مكان:البصرة", evening))

    def test_a_bad_line_is_named_and_the_rest_processed(self, evening: Path, tmp_path: Path) -> None:
        broken = tmp_path / "x.jsonl"
        broken.write_text("{oops\n" + evening.read_text(encoding="utf-8"), encoding="utf-8")
        result = rasid("match", "الدينار", broken)
        assert 1 == result.returncode
        assert f"{broken}:1: not JSON" in result.stderr
        assert rasid("match", "الدينار", evening).stdout == result.stdout

    def test_a_missing_file_is_one_line(self, tmp_path: Path) -> None:
        result = rasid("match", "صاروخ", tmp_path / "none.jsonl")
        assert 1 == result.returncode
        assert ["rasid"] == [line.split(":")[0] for line in result.stderr.splitlines()]


def test_the_demos_evening_can_be_recorded_and_read_back() -> None:
    """What `rasid demo --record` prints is what match, analyze and replay read."""
    recording = rasid("demo", "--record").stdout
    assert len(recorded(AT)) == len(recording.splitlines())
    assert 0 == rasid("analyze", stdin=recording).returncode


def test_analyze_says_what_each_entry_reports(evening: Path) -> None:
    found = lines_of(rasid("analyze", evening))
    assert len(recorded(AT)) == len(found)
    keys = (
        "id",
        "event",
        "actuality",
        "place",
        "topics",
        "weapons",
        "killed",
        "injured",
        "mentions",
        "summary",
    )
    assert set(keys) == set(found[0])
    first = next(line for line in found if "first-report" in str(line["id"]))
    assert ("attack", "new", "green-zone/baghdad") == (first["event"], first["actuality"], first["place"])
    assert [{"kind": "rocket", "count": 4, "qualifier": "exact", "source": "مصدر أمني"}] == first["weapons"]


def test_replay_prints_alerts_then_incidents(evening: Path, tmp_path: Path) -> None:
    watchlists = tmp_path / "w.toml"
    watchlists.write_text('[[watchlist]]\ntopic = "green-zone-attack"\n', encoding="utf-8")
    found = lines_of(rasid("replay", evening, "--watchlists", watchlists))
    kinds = [line["type"] for line in found]
    assert sorted(kinds) == kinds
    assert {"alert", "incident"} == set(kinds)


class TestConfiguration:
    """`init`, `check`, `migrate`, `stats`, `feeds`."""

    def test_init_writes_a_good_file_and_never_over_one(self, tmp_path: Path) -> None:
        assert 0 == rasid("init", cwd=tmp_path).returncode
        assert 0 == rasid("check", cwd=tmp_path).returncode
        (tmp_path / "config.toml").write_text("# mine\n", encoding="utf-8")
        assert 2 == rasid("init", cwd=tmp_path).returncode
        assert "# mine\n" == (tmp_path / "config.toml").read_text(encoding="utf-8")

    def test_check_tells_every_mistake_and_nothing_starts(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("[poling]\n[log]\nlevel = 3\n", encoding="utf-8")
        for command in ("check", "run"):
            result = rasid(command, cwd=tmp_path)
            assert 2 == result.returncode
            assert 2 == len(result.stderr.splitlines())
        assert not (tmp_path / "data").exists()

    def test_what_stands_in_brackets_is_told_as_it_stands(self, tmp_path: Path) -> None:
        """Square brackets of an error are no mark-up of the terminal's."""
        result = rasid("check", "--config", "[red].toml", cwd=tmp_path)
        assert "[red].toml" in result.stderr

    def test_migrate_then_stats(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("", encoding="utf-8")
        assert "created" in rasid("migrate", cwd=tmp_path).stdout
        assert "current" in rasid("migrate", cwd=tmp_path).stdout
        told = " ".join(rasid("stats", cwd=tmp_path).stdout.split())
        assert "entries 0" in told
        assert "outbox queued 0, claimed 0, sent 0, unknown 0, dead 0 oldest waiting at –" in told

    def test_a_damaged_database_is_refused_and_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("", encoding="utf-8")
        rasid("migrate", cwd=tmp_path)
        database = tmp_path / "data" / "rasid.db"
        damaged = b"not a database" + database.read_bytes()[14:]
        database.write_bytes(damaged)
        result = rasid("migrate", cwd=tmp_path)
        assert 78 == result.returncode
        assert str(database) in result.stderr
        assert damaged == database.read_bytes()

    def test_a_backup_is_put_back(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("", encoding="utf-8")
        rasid("migrate", cwd=tmp_path)
        assert 0 == rasid("backup", "copy.db", cwd=tmp_path).returncode
        (tmp_path / "data" / "rasid.db").write_bytes(b"spoilt")
        assert 78 == rasid("stats", cwd=tmp_path).returncode
        assert 0 == rasid("restore", "copy.db", cwd=tmp_path).returncode
        assert 0 == rasid("stats", cwd=tmp_path).returncode

    def test_feeds_travel_through_opml(self, tmp_path: Path) -> None:
        one, other = tmp_path / "one", tmp_path / "other"
        for folder in (one, other):
            folder.mkdir()
            (folder / "config.toml").write_text("", encoding="utf-8")
        added = rasid("feeds", "add", "https://a.example/rss", "--outlet", "وكالة", "--unchecked", cwd=one)
        assert 0 == added.returncode
        (tmp_path / "x.opml").write_text(rasid("feeds", "export", cwd=one).stdout, encoding="utf-8")
        assert 0 == rasid("feeds", "import", tmp_path / "x.opml", cwd=other).returncode
        assert rasid("feeds", "export", cwd=one).stdout == rasid("feeds", "export", cwd=other).stdout

    def test_a_feed_that_would_spoil_the_file_is_not_added(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("# mine\n", encoding="utf-8")
        assert 2 == rasid("feeds", "add", "ftp://x", "--outlet", "س", "--unchecked", cwd=tmp_path).returncode
        assert "# mine\n" == (tmp_path / "config.toml").read_text(encoding="utf-8")

    def test_the_catalog_is_ready_to_paste(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text(rasid("feeds", "catalog").stdout, encoding="utf-8")
        assert 0 == rasid("check", cwd=tmp_path).returncode
