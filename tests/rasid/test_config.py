"""The configuration file: complete example, every error at once, each with its line."""

import tomllib
from pathlib import Path

import pytest

from rasid.bot_token import telegram_token
from rasid.config import Config, example_text, load
from rasid.mistakes import ConfigError

TOKEN = "123456:" + "A" * 35


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return [problem.removeprefix(f"{path}:") for problem in caught.value.problems]


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    """Every option has a default, so the shortest configuration is none."""
    assert Config().polling == load(written(tmp_path, "")).polling


def test_the_example_shows_every_option_with_its_default(tmp_path: Path) -> None:
    """What the example prints is what holds without it, so reading it is reading the defaults."""
    example = load(written(tmp_path, example_text()))
    for name in ("telegram", "polling", "websub", "alerts", "log"):
        assert getattr(Config(), name) == getattr(example, name)
    raw, text = tomllib.loads(example_text()), example_text()
    for name, section in Config.model_fields.items():
        if name == "feeds":
            continue
        for option in type(section.default).model_fields:
            assert option in raw[name] or f"# {option} = " in text


@pytest.mark.parametrize(
    "listen", ["8480", "127.0.0.1", "127.0.0.1:", ":8480", "127.0.0.1:x", "127.0.0.1:65536"]
)
def test_a_place_to_listen_is_checked(tmp_path: Path, listen: str) -> None:
    (problem,) = problems_of(written(tmp_path, f'[websub]\nlisten = "{listen}"'))
    assert problem.startswith("2: websub.listen: write host:port")


def test_a_place_to_listen_is_taken_apart(tmp_path: Path) -> None:
    text = '[websub]\nlisten = "[::1]:80"\npublic_url = "https://rasid.example/hooks"'
    websub = load(written(tmp_path, text)).websub
    assert (("::1", 80), "https://rasid.example/hooks") == (websub.address, websub.public_url)


def test_every_problem_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    """An operator mends a file in one go, not one run a mistake."""
    text = """\
[telegram]
max_watchlist = 3
max_watchlists = 0
[polling]
interval_s = "5"
[[feeds]]
url = "ftp://example.org/x"
outlet = "أ"
zone = "Asia/Bagdad"
[[feeds]]
outlet = "ب"
"""
    found = problems_of(written(tmp_path, text))
    assert {"2", "3", "5", "7", "9", "10"} == {problem.split(":")[0] for problem in found}
    assert any("did you mean 'max_watchlists'?" in problem for problem in found)
    assert any("did you mean 'Asia/Baghdad'?" in problem for problem in found)
    assert any(problem.startswith("10: feeds[2].url: must be given") for problem in found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[telegram\n", "not valid TOML"),
        ('[telegram]\ntoken = "x"\n', "a token never stands in this file"),
        ('[database]\nurl = "mysql://x"\n', "write sqlite:///"),
        ("[nonsense]\na = 1\n", "unknown key; known: "),
        ("[polling]\nconcurrency = true\n", "2: polling.concurrency: write a whole number (given: true)"),
        ("[polling]\ninterval_s = 1.5\n", "write a whole number (given: 1.5)"),
        ("[polling]\nconcurrency = 0\n", "must be at least 1 (given: 0)"),
        ("[polling]\nconcurrency = 1001\n", "must be at most 1000 (given: 1001)"),
        ("[telegram]\nmessages_per_second = 0\n", "must be more than 0 (given: 0)"),
        ('[telegram]\npaid_broadcast = "yes"\n', 'write true or false (given: "yes")'),
        ("[telegram]\ntoken_file = 5\n", 'write a text in quotes, "…" (given: 5)'),
        ("[telegram]\nallowed_chats = 5\n", "write a list, […]"),
        ('telegram = "x"\n', "1: telegram: write a [table] with options below it"),
        ('[feeds]\nurl = "https://a.example"\n', "1: feeds: write a [[feeds]] block for each"),
        ('[log]\nlevel = "INFO"\n', "write 'debug', 'info', 'warning' or 'error' (given: \"INFO\")"),
        ('[database]\nurl = "sqlite:///"\n', "names no file"),
        ('[database]\nurl = "sqlite:///a\\u0000b"\n', "names no file"),
        ('[database]\nurl = "postgresql://a@b:port/c"\n', "2: database.url: not an address: Port"),
        ('[websub]\npublic_url = "https://a.example:99999/"\n', "not an address: Port out of range"),
        ('[[feeds]]\nurl = "https://a b/"\noutlet = "أ"\n', "an address has no spaces"),
        ('[[feeds]]\nurl = "https://a.example"\noutlet = ""\n', "3: feeds[1].outlet: must not be empty"),
        (
            '[[feeds]]\nurl = "https://a.example"\noutlet = "أ"\nlanguage = "arabic"\n',
            "write the two letters of a language",
        ),
        (
            '[[feeds]]\nurl = "http://10.0.0.1/rss"\noutlet = "أ"\n',
            "2: feeds[1].url: the address is private or reserved; polling.private_hosts can allow it",
        ),
    ],
)
def test_a_problem_says_what_to_do(tmp_path: Path, text: str, wanted: str) -> None:
    assert wanted in "".join(problems_of(written(tmp_path, text)))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("level=“info”", '“ ” can\'t stand there; did you mean: level="info"'),
        ("level = «info» # «س»", '« » can\'t stand there; did you mean: level = "info" # "س"'),
        ("level = ‘info’", "‘ ’ can't stand there; did you mean: level = 'info'"),
        ("level\u200f = 'info'", "RIGHT-TO-LEFT MARK can't stand there; did you mean: level = 'info'"),
        ("a = [1، ٢]", "، ٢ can't stand there; did you mean: a = [1, 2]"),
        ('level = "“info”" x', "Expected newline or end of document after a statement (column 18)"),
    ],
)
def test_what_another_keyboard_writes_is_named_and_mended(tmp_path: Path, line: str, said: str) -> None:
    """Word processors write such quotes, Arabic keyboards such commas; within a string they are its own."""
    assert [f"2: not valid TOML: {said}"] == problems_of(written(tmp_path, f"[log]\n{line}\n"))


@pytest.mark.parametrize(
    ("zone", "near"), [("بغداد", "Asia/Baghdad"), ("القاهره", "Africa/Cairo"), ("Baghdad", "Asia/Baghdad")]
)
def test_a_zone_by_its_city_is_named(tmp_path: Path, zone: str, near: str) -> None:
    text = f'[[feeds]]\nurl = "https://a.example"\noutlet = "أ"\nzone = "{zone}"\n'
    (problem,) = problems_of(written(tmp_path, text))
    assert f"4: feeds[1].zone: no such time zone; did you mean '{near}'? (given: \"{zone}\")" == problem


def test_the_slowest_pace_is_not_faster_than_the_fastest(tmp_path: Path) -> None:
    """Unless it is left out: then it follows."""
    (problem,) = problems_of(written(tmp_path, "[polling]\ninterval_s = 900\nslowest_s = 60\n"))
    assert "3: polling.slowest_s: must be at least interval_s, which is 900 (given: 60)" == problem
    (problem,) = problems_of(written(tmp_path, "[polling]\nslowest_s = 59\n"))
    assert "2: polling.slowest_s: must be at least interval_s, which is 60 (given: 59)" == problem
    assert 1200 == load(written(tmp_path, "[polling]\ninterval_s = 1200\n")).polling.interval_s


def test_a_private_host_that_is_allowed_is_no_problem(tmp_path: Path) -> None:
    text = """\
[polling]
private_hosts = ["10.0.0.1"]
[[feeds]]
url = "http://10.0.0.1/rss"
outlet = "أ"
"""
    assert 1 == len(load(written(tmp_path, text)).feeds)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"[log]\n# " + "أخبار".encode("cp1256") + b'\nlevel = "info"\n')
    assert ["2: not UTF-8: save the file in this encoding"] == [p.lstrip() for p in problems_of(path)]


def test_a_feed_named_twice_is_refused(tmp_path: Path) -> None:
    block = '[[feeds]]\nurl = "https://example.org/rss"\noutlet = "س"\n'
    assert [problem.removeprefix(" ") for problem in problems_of(written(tmp_path, block + block))] == [
        "5: feeds[2].url: the same as feeds[1]"
    ]


def test_a_missing_file_names_the_command_that_writes_one(tmp_path: Path) -> None:
    assert "rasid init" in problems_of(tmp_path / "none.toml")[0]


def test_a_relative_database_lies_beside_the_file(tmp_path: Path) -> None:
    """The daemon may be started from anywhere."""
    config = load(written(tmp_path, '[database]\nurl = "sqlite:///x/r.db"\n'))
    assert f"sqlite:///{tmp_path}/x/r.db" == config.database.url


def test_a_folder_whose_name_cuts_the_database_url_is_refused(tmp_path: Path) -> None:
    """All behind the question mark would be taken for an option, and the file be made elsewhere."""
    folder = tmp_path / "a?b"
    folder.mkdir()
    (problem,) = problems_of(written(folder, ""))
    assert problem.startswith("1: database.url: SQLite can't be told of a path with a question mark")


def test_under_systemd_the_database_lies_in_the_state_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/etc, where the file lies, can't be written by the service."""
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/rasid")
    assert "sqlite:////var/lib/rasid/data/rasid.db" == load(written(tmp_path, "")).database.url


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Windows editors write one."""
    assert 7 == load(written(tmp_path, "\ufeff[polling]\nconcurrency = 7\n")).polling.concurrency


class TestToken:
    """Where the bot token comes from."""

    def test_the_environment_goes_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RASID_TELEGRAM_TOKEN", TOKEN)
        (tmp_path / "t").write_text("1:other")
        assert TOKEN == telegram_token(str(tmp_path / "t"))

    def test_a_named_file_is_sought_beside_the_config(self, tmp_path: Path) -> None:
        config = load(written(tmp_path, '[telegram]\ntoken_file = "t"\n'))
        assert str(tmp_path / "t") == config.telegram.token_file

    def test_a_named_file_is_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("RASID_TELEGRAM_TOKEN", raising=False)
        (tmp_path / "t").write_text(f"{TOKEN}\n")
        assert TOKEN == telegram_token(str(tmp_path / "t"))

    def test_systemds_credential_is_found(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("RASID_TELEGRAM_TOKEN", raising=False)
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        (tmp_path / "telegram-token").write_text(TOKEN)
        assert TOKEN == telegram_token(None)

    def test_none_anywhere_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("RASID_TELEGRAM_TOKEN", raising=False)
        monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
        assert telegram_token(None) is None

    @pytest.mark.parametrize("content", [None, "", "no token here"])
    def test_a_named_file_without_a_token_is_an_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
    ) -> None:
        """Falling back to the demo would hide the mistake."""
        monkeypatch.delenv("RASID_TELEGRAM_TOKEN", raising=False)
        if content is not None:
            (tmp_path / "t").write_text(content)
        with pytest.raises(ConfigError) as caught:
            telegram_token(str(tmp_path / "t"))
        assert str(tmp_path / "t") in caught.value.problems[0]

    def test_the_credential_goes_before_a_file_that_only_root_reads(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("RASID_TELEGRAM_TOKEN", raising=False)
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        (tmp_path / "telegram-token").write_text(TOKEN)
        assert TOKEN == telegram_token(str(tmp_path / "unreadable"))

    @pytest.mark.parametrize("nonsense", ["secret", "abc:def", "1:", "123:a b"])
    def test_nonsense_in_the_environment_is_an_error(
        self, monkeypatch: pytest.MonkeyPatch, nonsense: str
    ) -> None:
        """And is not repeated: it may be a mistyped token."""
        monkeypatch.setenv("RASID_TELEGRAM_TOKEN", nonsense)
        with pytest.raises(ConfigError) as caught:
            telegram_token(None)
        assert "RASID_TELEGRAM_TOKEN: holds no bot token" in caught.value.problems[0]
        assert f" {nonsense}" not in caught.value.problems[0]
