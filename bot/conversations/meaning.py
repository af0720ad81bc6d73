"""What a query finds, as a sentence: «ترصد كل خبر مصدره «رويترز»، وفيه «هجوم»، إلا ما فيه «رياضة»»."""

from collections.abc import Iterable

from bot.conversations.model import Call
from bot.conversations.phrasing import shown
from bot.i18n import Texts
from bot.markup import Rich, joined, plain
from filters.arabic import tokenise
from filters.query import (
    About,
    AllOf,
    AnyOf,
    AtLeast,
    InTitle,
    Near,
    Not,
    Query,
    Scored,
    Term,
    to_text,
)

_LIMIT_PARTS_SHOWN = 8


def meaning_lines(call: Call, query: Query) -> tuple[Rich, ...]:
    """Return what the query of the argument finds; nothing if that goes without saying."""
    told = _Told(call.texts, call.argument)
    if isinstance(query, Term) and told.typed(query) == " ".join(call.argument.split()):
        return ()
    alternatives = _alternatives(query)
    if len(alternatives) == 1:
        return (call.texts.rich("meaning.finds", what=told.clause(alternatives[0])),)
    clauses = [told.clause(part) for part in alternatives[:_LIMIT_PARTS_SHOWN]]
    more = [plain("…")] if len(alternatives) > _LIMIT_PARTS_SHOWN else []
    bullets = (joined((plain("•"), clause), " ") for clause in [*clauses, *more])
    return (call.texts.rich("meaning.finds-any"), *bullets)


def _alternatives(query: Query) -> list[Query]:
    """Return what each finds of its own; phrases and words, which are told in one breath, as one."""
    if not isinstance(query, AnyOf):
        return [query]
    words = [part for part in query.parts if isinstance(part, Term)]
    others: list[Query] = [part for part in query.parts if not isinstance(part, Term)]
    return [*([_any_of(words)] if words else []), *others]


def _any_of(parts: Iterable[Query]) -> Query:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,))]
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


class _Told:
    """Parts of a query as clauses on a report, in the reader's language and the writer's spelling."""

    def __init__(self, texts: Texts, typed: str) -> None:
        self._texts = texts
        self._spellings = {token.clean: token.raw for token in tokenise(typed)}

    def typed(self, query: Query) -> str:
        """Return the query as text, each word as it was typed: with its shadda."""
        text = to_text(query)
        for token in reversed(tokenise(text)):
            raw = self._spellings.get(token.clean, token.raw)
            text = text[: token.start] + raw + text[token.end :]
        return text

    def clause(self, query: Query) -> Rich:
        """Return what a report is that the query finds: «فيه «صاروخ»»."""
        return self._all(query.parts) if isinstance(query, AllOf) else self._all((query,))

    def _all(self, parts: tuple[Query, ...]) -> Rich:
        words = [part for part in parts if isinstance(part, Term)]
        others = [part for part in parts if not isinstance(part, Term | Not)]
        unwanted = [part.part for part in parts if isinstance(part, Not)]
        clauses = [*map(self._one, others), *([self._words("all", words)] if words else [])]
        clause = joined(clauses, self._texts.t("meaning.and"))
        if not unwanted:
            return clause
        return self._texts.rich("meaning.except", what=clause, unwanted=self._one(_any_of(unwanted)))

    def _one(self, query: Query) -> Rich:  # noqa: PLR0911  # a table
        texts = self._texts
        match query:
            case Term():
                return self._words("all", [query])
            case AnyOf(parts) if all(isinstance(part, Term) for part in parts):
                return self._words("any", parts)
            case InTitle(part):
                return self._in_title(part)
            case About(key, value):
                return texts.rich(f"meaning.{key.value}", name=self._quoted(value))
            case Near(left, right, distance):
                return texts.n_("meaning.near", distance, left=self._quote(left), right=self._quote(right))
            case AtLeast(count, parts):
                return texts.n_("meaning.at-least", count, terms=self._listed(parts))
            case Scored(threshold, weighted):
                terms = [
                    texts.rich("meaning.weighed", term=self._quote(part), weight=weight)
                    for weight, part in weighted[:_LIMIT_PARTS_SHOWN]
                ]
                listed = joined(terms, texts.t("alert.comma"))
                return texts.rich("meaning.score", count=threshold, terms=listed)
            case _:
                return texts.rich("meaning.other", text=self._quote(query))

    def _in_title(self, part: Query) -> Rich:
        match part:
            case Term():
                return self._words("all", [part], "title-")
            case AnyOf(parts) if all(isinstance(one, Term) for one in parts):
                return self._words("any", parts, "title-")
            case AllOf(parts) if all(isinstance(one, Term) for one in parts):
                return self._words("all", parts, "title-")
            case _:
                return self._texts.rich("meaning.title-other", text=self._quote(part))

    def _words(self, how: str, terms: Iterable[Query], where: str = "") -> Rich:
        terms = tuple(terms)
        key = f"meaning.{where}{'one' if len(terms) == 1 else how}"
        return self._texts.rich(key, terms=self._listed(terms))

    def _listed(self, parts: tuple[Query, ...]) -> Rich:
        quoted = [self._quote(part) for part in parts[:_LIMIT_PARTS_SHOWN]]
        more = [plain("…")] if len(parts) > _LIMIT_PARTS_SHOWN else []
        return joined([*quoted, *more], self._texts.t("alert.comma"))

    def _quote(self, part: Query) -> Rich:
        return self._quoted(self.typed(part))

    def _quoted(self, text: str) -> Rich:
        return self._texts.rich("alert.quote", text=shown(text))
