"""The configuration file: every option with its default and bounds, all errors at once."""

import os
from collections.abc import Iterator
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from feeds.addresses import FORBIDDEN, url_problem
from feeds.model import Feed
from rasid.bot_token import TOKEN_VARIABLE
from rasid.config_values import DatabaseUrl, HostAndPort, HttpUrl, Language, Zone
from rasid.config_words import given
from rasid.toml_lines import Place
from rasid.toml_reading import read_toml

LONGEST_OUTLET = 100


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TelegramSection(_Section):
    """How to reach Telegram and how much one chat may ask."""

    api_base_url: HttpUrl = "https://api.telegram.org"
    token_file: str | None = None
    max_watchlists: int = Field(default=50, ge=1, le=10_000)
    commands_per_minute: int = Field(default=60, ge=1, le=10_000)
    searches_per_minute: int = Field(default=12, ge=1, le=1_000)
    search_days: int = Field(default=7, ge=1, le=90)
    allowed_chats: tuple[int, ...] = Field(default=(), strict=False)
    messages_per_second: float = Field(default=29.0, gt=0, le=1000)
    paid_broadcast: bool = False
    operator_chats: tuple[int, ...] = Field(default=(), strict=False)


class DatabaseSection(_Section):
    """Where everything is kept."""

    url: DatabaseUrl = "sqlite:///data/rasid.db"
    keep_days: int = Field(default=90, ge=7, le=3650)


class PollingSection(_Section):
    """How feeds are asked."""

    interval_s: int = Field(default=60, ge=1, le=86_400)
    slowest_s: int = Field(default=900, ge=1, le=21_600)
    concurrency: int = Field(default=50, ge=1, le=1000)
    parser_workers: int = Field(default=2, ge=1, le=64)
    private_hosts: tuple[str, ...] = Field(default=(), strict=False)


class WebSubSection(_Section):
    """How hubs reach us; without a public address none is asked."""

    public_url: HttpUrl | None = None
    listen: HostAndPort = "127.0.0.1:8480"

    @property
    def address(self) -> tuple[str, int]:
        """Return the host and port of `listen`."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


class AlertsSection(_Section):
    """What still counts as news."""

    max_age_h: int = Field(default=72, ge=1, le=720)


class LogSection(_Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class FeedSection(_Section):
    """One feed to poll."""

    url: HttpUrl
    outlet: str = Field(min_length=1, max_length=LONGEST_OUTLET)
    language: Language = "ar"
    zone: Zone = "Asia/Baghdad"
    interval_s: int | None = Field(default=None, ge=1, le=86_400)
    full_text: bool = False


class Config(_Section):
    """The whole file, checked.

    Paths in it are relative to the file's folder, that of a SQLite file to systemd's state
    directory when there is one.
    """

    telegram: TelegramSection = TelegramSection()
    database: DatabaseSection = DatabaseSection()
    polling: PollingSection = PollingSection()
    websub: WebSubSection = WebSubSection()
    alerts: AlertsSection = AlertsSection()
    log: LogSection = LogSection()
    feeds: tuple[FeedSection, ...] = Field(default=(), strict=False)

    def feed_list(self) -> tuple[Feed, ...]:
        """Return the feeds as the poller takes them."""
        return tuple(
            Feed(
                url=feed.url,
                outlet=feed.outlet,
                language=feed.language,
                zone=feed.zone,
                interval=timedelta(seconds=feed.interval_s or self.polling.interval_s),
                slowest=None if feed.interval_s else self._slowest(),
                full_text=feed.full_text,
            )
            for feed in self.feeds
        )

    def _slowest(self) -> timedelta:
        return timedelta(seconds=max(self.polling.slowest_s, self.polling.interval_s))


def load(path: Path) -> Config:
    """Return the configuration in `path`; raise ConfigError that names every problem with its line."""
    file = read_toml(path, "no such file; `rasid init` writes one")
    try:
        config = Config.model_validate(file.raw)
    except ValidationError as error:
        raise file.misfits(error, _unknown_key) from None
    config = _with_absolute_paths(config, path.parent)
    problems = sorted(
        (
            *_paces_at_odds(config),
            *_unreachable_database(config),
            *_repeated_feeds(config),
            *_unaskable_feeds(config),
        )
    )
    if problems:
        raise file.mistakes(problems)
    return config


def _unknown_key(place: Place) -> str:
    if place == ("telegram", "token"):
        return (
            f"a token never stands in this file; set {TOKEN_VARIABLE} or name a file in telegram.token_file"
        )
    known = _known_keys(place[:-1])
    near = get_close_matches(str(place[-1]), known, 1)
    return "unknown key" + (
        f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"
    )


def _known_keys(place: Place) -> set[str]:
    if not place:
        return set(Config.model_fields)
    if place[0] == "feeds":
        return set(FeedSection.model_fields)
    annotation = Config.model_fields[str(place[0])].annotation
    return set(annotation.model_fields) if isinstance(annotation, type(_Section)) else set()


def _paces_at_odds(config: Config) -> Iterator[tuple[Place, str]]:
    fast, slow = config.polling.interval_s, config.polling.slowest_s
    # Where the file leaves slowest_s out, it grows with interval_s.
    if slow < fast and "slowest_s" in config.polling.model_fields_set:
        yield ("polling", "slowest_s"), f"must be at least interval_s, which is {fast}{given(slow)}"


def _repeated_feeds(config: Config) -> Iterator[tuple[Place, str]]:
    first: dict[str, int] = {}
    for number, feed in enumerate(config.feeds):
        if feed.url in first:
            yield ("feeds", number, "url"), f"the same as feeds[{first[feed.url] + 1}]"
        first.setdefault(feed.url, number)


def _unaskable_feeds(config: Config) -> Iterator[tuple[Place, str]]:
    for number, feed in enumerate(config.feeds):
        problem = unaskable(feed.url, config.polling)
        if problem:
            yield ("feeds", number, "url"), problem


def unaskable(url: str, polling: PollingSection) -> str | None:
    """Return why `url` may not be asked and what can be done, None if it may as far as the text tells."""
    problem = url_problem(url, [host.lower() for host in polling.private_hosts])
    remedy = "; polling.private_hosts can allow it" if problem == FORBIDDEN else ""
    return problem and f"{problem}{remedy}{given(url)}"


def _unreachable_database(config: Config) -> Iterator[tuple[Place, str]]:
    if config.database.url.startswith("sqlite:") and "?" in config.database.url:
        yield (
            ("database", "url"),
            f"SQLite can't be told of a path with a question mark{given(config.database.url)}",
        )


def _with_absolute_paths(config: Config, folder: Path) -> Config:
    url, token_file = config.database.url, config.telegram.token_file
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        # systemd's StateDirectory= is the one place that its unit may write to.
        state = Path(os.environ.get("STATE_DIRECTORY") or folder)
        url = f"sqlite:///{(state / url.removeprefix('sqlite:///')).resolve()}"
    if token_file is not None:
        token_file = str((folder / Path(token_file).expanduser()).resolve())
    return config.model_copy(
        update={
            "database": config.database.model_copy(update={"url": url}),
            "telegram": config.telegram.model_copy(update={"token_file": token_file}),
        }
    )


def example_text() -> str:
    """Return the commented example configuration: beside the packages in a checkout, else as installed."""
    import sysconfig  # noqa: PLC0415 - only `rasid init` needs it

    here = Path(__file__).resolve().parents[1] / "config.example.toml"
    installed = Path(sysconfig.get_path("data")) / "share" / "rasid" / "config.example.toml"
    return (here if here.exists() else installed).read_text(encoding="utf-8")
