"""The command line as an operator meets it: what it prints, how it ends."""

import json
import re
import shlex
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasid.demo.evening import recorded
from tests.rasid.command import lines_of, rasid
from tests.rasid.stage import RASID

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


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

    def test_queries_from_a_file_read_standard_input_too(self, evening: Path, tmp_path: Path) -> None:
        queries = tmp_path / "q.txt"
        queries.write_text("الدينار\n", encoding="utf-8")
        piped = rasid("match", "--queries", queries, stdin=evening.read_text(encoding="utf-8"))
        assert rasid("match", "الدينار", evening).stdout == piped.stdout

    @pytest.mark.parametrize(
        ("content", "said"),
        [(b"\n \n", "holds no query"), (b"\xcf\xd1", ":1: not UTF-8"), (None, "no such file")],
    )
    def test_a_file_without_queries_is_one_line(
        self, tmp_path: Path, content: bytes | None, said: str
    ) -> None:
        queries = tmp_path / "q.txt"
        if content is not None:
            queries.write_bytes(content)
        result = rasid("match", "--queries", queries)
        assert (2, 1, True) == (result.returncode, len(result.stderr.splitlines()), said in result.stderr)

    def test_a_query_may_begin_with_what_it_excludes(self, evening: Path) -> None:
        """The minus of a word is no option of ours, a word of two is."""
        found = lines_of(rasid("match", "-الدينار بغداد", evening))
        assert found
        assert not {"dinar"} & {str(line["id"]).split(":")[1] for line in found}
        wrong = rasid("match", "--explian", "بغداد", evening)
        assert (2, True) == (wrong.returncode, "no such option: --explian" in wrong.stderr)

    def test_no_query_is_a_wrong_call(self) -> None:
        result = rasid("match")
        assert (2, True) == (result.returncode, "give a query" in result.stderr)

    def test_a_missing_file_is_one_line(self, tmp_path: Path) -> None:
        result = rasid("match", "صاروخ", tmp_path / "none.jsonl")
        assert 1 == result.returncode
        assert ["rasid"] == [line.split(":")[0] for line in result.stderr.splitlines()]


@pytest.mark.parametrize("name", ["README.md", "README.ar.md"])
def test_the_readme_shows_what_is_printed(name: str, evening: Path) -> None:
    """Every line of the example, but for the moment at which the evening began."""
    text = (ROOT / name).read_text(encoding="utf-8")
    (example,) = re.findall(r"^\$ rasid (match .* )evening\.jsonl\n((?:\{.*\n)+)", text, re.MULTILINE)
    printed = rasid(*shlex.split(example[0]), evening).stdout
    assert example[1] == re.sub(r'(?<=:)\d+(?=", "spans")', "…", printed)


def test_the_demos_evening_can_be_recorded_and_read_back() -> None:
    """What `rasid demo --record` prints is what match, analyze and replay read."""
    recording = rasid("demo", "--record").stdout
    assert len(recorded(AT)) == len(recording.splitlines())
    assert 0 == rasid("analyze", stdin=recording).returncode


def test_a_demo_without_its_port_says_which_and_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = rasid("demo", "--port", str(port))
    said = f"rasid: --port {port}: another program has this port; give another, or none for a free one\n"
    assert (2, said) == (result.returncode, result.stderr)


@pytest.mark.parametrize("command", [["match", "خبر"], ["analyze"], ["replay", "--watchlists", "w.toml"]])
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path, command: list[str]) -> None:
    """`rasid … | head -1` ends quietly and well."""
    (tmp_path / "w.toml").write_text('[[watchlist]]\nquery = "خبر"\n', encoding="utf-8")
    rows = [json.dumps({"id": str(n), "title": "خبر عاجل", "body": "x" * 5000}) for n in range(300)]
    (tmp_path / "x.jsonl").write_text("\n".join(rows), encoding="utf-8")
    with subprocess.Popen(
        [RASID, *command, "x.jsonl"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert b"" == process.stderr.read()
    assert 0 == process.returncode


def test_what_no_output_can_print_stops_nothing(tmp_path: Path) -> None:
    """Half a surrogate in one entry, and the entry behind it is analysed all the same."""
    recording = tmp_path / "x.jsonl"
    recording.write_text('{"id": "a", "title": "\\ud800"}\n{"id": "b", "title": "خبر"}\n', encoding="utf-8")
    assert ["a", "b"] == [line["id"] for line in lines_of(rasid("analyze", recording))]


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
