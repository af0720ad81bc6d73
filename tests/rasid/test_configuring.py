"""What the commands that write and check a configuration print."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.rasid.command import rasid
from tests.rasid.stage import RASID

ROOT = Path(__file__).parents[2]


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
