"""Which command a text is, typed with a slash or in plain Arabic or English words."""

import re
from dataclasses import dataclass

from bot.markup import clean_foreign
from filters.arabic import fold
from filters.query import without_bullets

COMMANDS = (
    "start",
    "add",
    "list",
    "remove",
    "topics",
    "map",
    "history",
    "search",
    "share",
    "export",
    "settings",
    "editors",
    "cancel",
    "help",
    "stop",
    "privacy",
    "forget",
)
_SLASH = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_WITH_ARGUMENT = {
    "add": (
        "أضف", "أضف لي", "أضف لي كلمة", "أضف لي عبارة", "أضيف", "إضافة", "ارصد", "ارصد لي", "راقب", "راقب لي",
        "تابع", "add", "watch", "watch for", "follow",
    ),
    "remove": ("احذف", "حذف", "أزل", "امسح", "remove", "delete", "unfollow"),
    "search": ("ابحث", "ابحث عن", "ابحث لي عن", "بحث", "بحث عن", "search", "search for", "find"),
}  # fmt: skip
_LONGEST_VERB = 3
_ALONE = {
    "start": ("ابدأ", "ابدا", "بدء", "البداية", "start"),
    "list": ("قوائمي", "قوائم", "القوائم", "قائمتي", "قوائم الرصد", "list", "my list", "watchlists"),
    "topics": ("المواضيع", "مواضيع", "الموضوعات", "topics"),
    "map": ("الخريطة", "خريطة", "خريطة اليوم", "map"),
    "history": ("السجل", "سجل", "سجل التنبيهات", "آخر التنبيهات", "آخر الأخبار", "history", "latest news"),
    "export": ("تصدير", "تصدير القوائم", "صدّر قوائمي", "export"),
    "share": ("شارك", "شارك قائمة", "شارك قائمتي", "share"),
    "settings": (
        "الإعدادات", "إعدادات", "الضبط", "اللغة", "غيّر اللغة", "تغيير اللغة", "بالإنجليزية", "settings",
        "language", "change language", "English", "Arabic",
    ),
    "settings quiet": ("ساعات الهدوء", "quiet hours"),
    "settings review": ("الحصيلة", "حصيلة", "review"),
    "settings zone": ("التوقيت", "المنطقة الزمنية", "time zone"),
    "editors": ("المحررون", "محررون", "المحررين", "editors"),
    "help": ("مساعدة", "المساعدة", "ساعدني", "help"),
    "cancel": ("إلغاء", "ألغِ", "ألغي", "إلغاء الأمر", "تراجع", "cancel"),
    "privacy": ("الخصوصية", "خصوصية", "privacy"),
    "forget": ("انسني", "انسَني", "امح بياناتي", "امسح بياناتي", "احذف بياناتي", "forget me"),
    "stop": ("أوقف", "أوقف التنبيهات", "إيقاف", "توقف", "قف", "stop", "stop alerts"),
    "greet peace": (
        "السلام عليكم", "سلام عليكم", "السلام عليكم ورحمة الله", "السلام عليكم ورحمة الله وبركاته",
    ),
    "greet thanks": ("شكرا", "شكرا لك", "شكرا جزيلا", "مشكور", "thanks", "thank you"),
    "greet hello": (
        "مرحبا", "أهلا", "أهلا وسهلا", "صباح الخير", "مساء الخير", "كيف حالك", "كيف الحال", "hi", "hello",
        "good morning", "how are you",
    ),
}  # fmt: skip
_VERBS = {fold(word): command for command, words in _WITH_ARGUMENT.items() for word in words}
_PHRASES = {fold(phrase): command for command, phrases in _ALONE.items() for phrase in phrases}
# At the end or the beginning of a line, they say themselves how it goes on.
_GO_ON = frozenset("،,;؛|+&-−–—()/:")


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what followed it. `name` may be unknown to us; `bot` is the bot named after the @."""

    name: str
    argument: str = ""
    bot: str | None = None


def command_of(text: str) -> Command | None:
    """Return the command that `text` is, None for a text that is none.

    A word such as «قوائم» is a command only if nothing else is said: «قوائم المطلوبين» is
    something to watch for. «أضف» and «احذف» take the rest as their argument.
    """
    text = tidy(text)
    slash = _SLASH.fullmatch(text)
    if slash:
        name, bot, argument = slash.groups()
        return Command(name.lower(), argument or "", bot)
    phrase = _PHRASES.get(fold(text).strip(" .!؟?،"))
    if phrase:
        command, _, wish = phrase.partition(" ")
        return Command(command, wish)
    return _spoken(text)


def _spoken(text: str) -> Command | None:
    """Return the command that `text` begins with in words; «ابحث عن» counts before «ابحث»."""
    words = text.split(" ")
    for length in range(_LONGEST_VERB, 0, -1):
        name = _VERBS.get(fold(" ".join(words[:length])).strip(":،,"))
        if name:
            return Command(name, " ".join(words[length:]).lstrip(" :،,"))
    return None


def tidy(text: str) -> str:
    """Return `text` on one line, lines joined by commas, without direction marks and control characters."""
    told = ""
    for line in filter(None, _lines(text)):
        goes_on = not told or told[-1] in _GO_ON or line[0] in _GO_ON or _is_verb(told)
        told = f"{told} {line}".strip() if goes_on else f"{told}، {line}"
    return told


def _lines(text: str) -> list[str]:
    """Return the lines without what opens those of a list, which may only show once they are clean."""
    lines = list(map(_on_one_line, text.splitlines()))
    while (bare := without_bullets("\n".join(lines)).splitlines()) != lines:
        lines = list(map(_on_one_line, bare))
    return lines


def _on_one_line(text: str) -> str:
    return " ".join(clean_foreign(text).split())


def _is_verb(text: str) -> bool:
    """Return whether a line is a command alone, what it is about to follow."""
    return fold(text.strip(" :،,")) in _VERBS or (text.startswith("/") and " " not in text)
