"""What a configuration without mistakes still lacks, and what in it is unwise."""

from collections.abc import Iterator
from pathlib import Path

from rasid.bot_token import TOKEN_VARIABLE
from rasid.config import Config

_OTHERS_MAY_READ = 0o044
# In both languages: who sets Rasid up for the first time may know only one of them.
NO_TOKEN = (
    (
        "no bot token: send /newbot to @BotFather in Telegram and put the token he gives into "
        f"{TOKEN_VARIABLE} or into the file that telegram.token_file names"
    ),
    (
        "لا رمز للبوت: أرسل /newbot إلى @BotFather في تيليغرام، وضع الرمز الذي يعطيك إياه في "
        f"{TOKEN_VARIABLE} أو في الملف الذي يسمّيه telegram.token_file"
    ),
)
_NO_FEEDS = (
    "no feeds: `rasid feeds add URL` adds one, `rasid feeds catalog` prints those that Rasid knows",
    "لا تغذيات: يضيف الأمر `rasid feeds add URL` تغذية، ويطبع `rasid feeds catalog` ما يعرفه راصد منها",
)


def lacking(settings: Config, token: str | None) -> tuple[str, ...]:
    """Return what must be added before anybody can be told anything, and how; empty if all is there."""
    return (*(() if token else NO_TOKEN), *(() if settings.feeds else _NO_FEEDS))


def remarks(settings: Config) -> Iterator[str]:
    """Yield what is allowed and unwise."""
    token_file = settings.telegram.token_file
    # It need not be there when the environment holds the token.
    if token_file and Path(token_file).is_file() and Path(token_file).stat().st_mode & _OTHERS_MAY_READ:
        yield f"{token_file} can be read by others; run: chmod 600 {token_file}"
