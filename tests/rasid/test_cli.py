"""The command line as an operator meets it: what it prints, how it ends."""

import io
import json
import os
import re
import shlex
import socket
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasid.cli import main
from rasid.demo.evening import recorded
from tests.rasid.stage import RASID

ROOT = Path(__file__).parents[2]
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

    def test_the_database_is_no_place_for_its_own_backup(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("", encoding="utf-8")
        rasid("migrate", cwd=tmp_path)
        for command in ("backup", "restore"):
            result = rasid(command, tmp_path / "data" / "rasid.db", cwd=tmp_path)
            assert (78, True) == (result.returncode, "is the database itself" in result.stderr)

    def test_the_services_commands_see_what_the_service_sees(self, tmp_path: Path) -> None:
        """The wrapper that an operator installs names the service's configuration and its folder."""
        etc, state = tmp_path / "etc", tmp_path / "state"
        etc.mkdir()
        (etc / "config.toml").write_text("", encoding="utf-8")
        place = {"RASID_CONFIG": str(etc / "config.toml"), "STATE_DIRECTORY": str(state), "RASID": RASID}
        (etc / "telegram-token").write_text("123456:" + "A" * 35, encoding="utf-8")
        made, checked = (
            subprocess.run(
                [ROOT / "deploy" / "rasid", command], env=os.environ | place, capture_output=True, check=True
            )
            for command in ("migrate", "check")
        )
        assert f"{state}/data/rasid.db: created".encode() in made.stdout
        assert b"no bot token" not in checked.stdout
        assert {"config.toml", "telegram-token"} == {path.name for path in etc.iterdir()}

    def test_check_remarks_on_what_is_allowed_and_unwise(self, tmp_path: Path) -> None:
        """A token for everybody's eyes: said, and no mistake."""
        (tmp_path / "token").write_text("123456:" + "A" * 35, encoding="utf-8")
        (tmp_path / "token").chmod(0o644)
        feed = '[[feeds]]\nurl = "https://a.example/rss"\noutlet = "س"\n'
        (tmp_path / "config.toml").write_text(f'[telegram]\ntoken_file = "token"\n{feed}', encoding="utf-8")
        result = rasid("check", cwd=tmp_path)
        assert (0, "config.toml: good, 1 feed\n") == (result.returncode, result.stdout)
        assert f"run: chmod 600 {tmp_path / 'token'}" in result.stderr

    def test_check_says_what_is_still_missing_and_how_to_get_it(self, tmp_path: Path) -> None:
        """In one place, in both languages; a configuration that lacks something is no mistake."""
        (tmp_path / "config.toml").write_text("", encoding="utf-8")
        result = rasid("check", cwd=tmp_path)
        first, *missing = result.stdout.splitlines()
        assert (0, "") == (result.returncode, result.stderr)
        assert "config.toml: no mistakes, 0 feeds, not ready yet:" == first
        assert ["no bot token", "لا رمز للبوت", "no feeds", "لا تغذيات"] == [
            line.strip().split(":")[0] for line in missing
        ]

    def test_a_backup_goes_over_an_earlier_one_only_when_told(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("", encoding="utf-8")
        (tmp_path / "copy.db").write_text("mine", encoding="utf-8")
        rasid("migrate", cwd=tmp_path)
        refused = rasid("backup", "copy.db", cwd=tmp_path)
        said = (
            "rasid: copy.db exists and is left alone; give the copy another name, or --replace to write over"
        )
        assert (2, f"{said} it\n", "mine") == (
            refused.returncode,
            refused.stderr,
            (tmp_path / "copy.db").read_text(encoding="utf-8"),
        )
        assert 0 == rasid("backup", "copy.db", "--replace", cwd=tmp_path).returncode
        assert (tmp_path / "copy.db").read_bytes().startswith(b"SQLite")

    def test_a_long_address_is_never_cut_for_a_program(self, tmp_path: Path) -> None:
        """What is piped into grep stands whole on its line, however narrow the terminal is said to be."""
        url = f"https://a.example/{'x' * 300}"
        (tmp_path / "config.toml").write_text(
            f'[[feeds]]\nurl = "{url}"\noutlet = "وكالة"\n', encoding="utf-8"
        )
        assert url in rasid("feeds", "check", "ftp://" + url, cwd=tmp_path).stdout

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

    @pytest.mark.parametrize(
        ("url", "mend"),
        [
            ("notaurl", "write it whole, such as https://www.example.com/rss"),
            ("", "write it whole, such as https://www.example.com/rss"),
            ("www.a.example/rss", "did you mean 'https://www.a.example/rss'?"),
            ("ftp://a.example/rss", "did you mean 'https://a.example/rss'?"),
        ],
    )
    @pytest.mark.parametrize("more", [(), ("--unchecked",)])
    def test_what_is_no_address_is_refused_alike_asked_or_not(
        self, tmp_path: Path, url: str, mend: str, more: tuple[str, ...]
    ) -> None:
        """No flag is recommended that would not help."""
        (tmp_path / "config.toml").write_text("# mine\n", encoding="utf-8")
        added = rasid("feeds", "add", url, *more, cwd=tmp_path)
        said = f"not an http:// or https:// address; {mend}"
        assert (2, "", f'rasid: url: {said} (given: "{url}")\n') == (
            added.returncode,
            added.stdout,
            added.stderr,
        )
        assert "# mine\n" == (tmp_path / "config.toml").read_text(encoding="utf-8")

    @pytest.mark.parametrize("outlet", [(), ("--outlet", ""), ("--outlet", "  ")])
    def test_a_feed_without_a_name_goes_by_its_host(self, tmp_path: Path, outlet: tuple[str, ...]) -> None:
        """Readers see the name under every alert."""
        (tmp_path / "config.toml").write_text("", encoding="utf-8")
        url = "https://www.a.example/rss.xml"
        added = rasid("feeds", "add", url, *outlet, "--unchecked", cwd=tmp_path)
        assert "config.toml: 1 feed added; readers see it as: a.example\n" == added.stdout
        assert 'outlet = "a.example"' in (tmp_path / "config.toml").read_text(encoding="utf-8")

    def test_a_feed_that_would_spoil_the_file_is_not_added(self, tmp_path: Path) -> None:
        mine = "# mine\nfeeds = []\n"
        (tmp_path / "config.toml").write_text(mine, encoding="utf-8")
        added = rasid("feeds", "add", "https://a.example/rss", "--unchecked", cwd=tmp_path)
        assert (2, True) == (added.returncode, "rasid: config.toml would be wrong:" in added.stderr)
        assert mine == (tmp_path / "config.toml").read_text(encoding="utf-8")
        assert ["config.toml"] == [path.name for path in tmp_path.iterdir()]

    def test_a_feed_that_is_there_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("", encoding="utf-8")
        url = "https://a.example/rss"
        first, second = (rasid("feeds", "add", url, "--unchecked", cwd=tmp_path) for _ in range(2))
        assert ("config.toml: 1 feed added; readers see it as: a.example\n", 0) == (
            first.stdout,
            first.returncode,
        )
        said = f"rasid: {url}: already there as feeds[1], a.example\n"
        assert (said, 1) == (second.stderr, second.returncode)

    def test_a_country_without_outlets_is_told_which_have_some(self) -> None:
        result = rasid("feeds", "catalog", "--country", "xx")
        assert (2, True, "") == (result.returncode, "IQ" in result.stderr, result.stdout)
        assert rasid("feeds", "catalog", "--country", "iq").stdout

    def test_the_catalog_is_ready_to_paste(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text(rasid("feeds", "catalog").stdout, encoding="utf-8")
        assert 0 == rasid("check", cwd=tmp_path).returncode
