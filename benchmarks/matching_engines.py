"""Full-text engines and a database as ways to hold an entry against many watchlists.

An engine is meant to find texts for a query; in reverse, terms are its texts and an entry is the
query: what shares a word with the entry is a candidate, and is then looked for in the entry itself.
"""

import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.matching_ways import APART, Absent, Deciding, Document, Watched, Way, installed
from tests.postgres import find_programs, running_server


def by_fts5(watchlists: Iterable[Watched]) -> Way:
    """Ask SQLite's full-text index in reverse: terms are its documents, an entry's words the query."""
    deciding = Deciding.of(watchlists)
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table terms using fts5(term, tokenize = 'unicode61')")
    base.executemany("insert into terms values (?)", ((term,) for term in deciding.terms))
    base.execute("insert into terms(terms) values ('optimize')")

    def match(read: Document) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in set(read.words) - {APART})
        rows = base.execute("select term from terms where terms match ?", (words,))
        return deciding.decide({term for (term,) in rows if f" {term} " in read.text})

    return Way(match)


def by_tantivy(watchlists: Iterable[Watched]) -> Way:
    """Ask tantivy's index in reverse, as SQLite's."""
    tantivy = installed("tantivy")
    deciding = Deciding.of(watchlists)
    terms = list(deciding.terms)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("term", tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("number", fast=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(num_threads=1)
    for number, term in enumerate(terms):
        writer.add_document(tantivy.Document(term=term, number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def match(read: Document) -> list[int]:
        query = tantivy.Query.term_set_query(schema, "term", list(set(read.words)))
        hits = searcher.search(query, limit=len(terms), count=False, order_by_field="number").hits
        found = (terms[number] for number, _ in hits)
        return deciding.decide({term for term in found if f" {term} " in read.text})

    return Way(match)


def by_postgres(watchlists: Iterable[Watched]) -> Way:
    """Hold the entry's tsvector against a table of PostgreSQL's tsquery, on the server."""
    programs = find_programs()
    if programs is None:
        raise Absent("PostgreSQL's programs")
    with ExitStack() as stack:
        server = stack.enter_context(running_server(programs))
        base = stack.enter_context(psycopg.connect(server.create("ways"), autocommit=True))
        _fill(base, watchlists)
        (pid,) = base.execute("select pg_backend_pid()").fetchone() or (0,)
        (size,) = base.execute("select pg_total_relation_size('watchlists')").fetchone() or (0,)
        close = stack.pop_all().close

    def match(read: Document) -> list[int]:
        rows = base.execute("select number from watchlists where query @@ %s::tsvector", (_tsvector(read),))
        return [number for (number,) in rows]

    return Way(match, lambda: time.process_time() + _seconds_of(pid), size / 1e6, close=close)


def _fill(base: psycopg.Connection, watchlists: Iterable[Watched]) -> None:
    base.execute("create table watchlists (number int, query tsquery)")
    with base.cursor().copy("copy watchlists from stdin") as rows:
        for number, wanted in enumerate(watchlists):
            rows.write_row((number, _tsquery(wanted)))
    base.execute("set max_parallel_workers_per_gather = 0")  # one core, like the others
    base.execute("vacuum analyze watchlists")


def _tsquery(wanted: Watched) -> str:
    def phrase(term: str) -> str:
        return "(" + " <-> ".join(f"'{word}'" for word in term.split()) + ")"

    needed = ["(" + " | ".join(map(phrase, clause)) + ")" for clause in wanted.needed]
    return " & ".join([*needed, *(f"!{phrase(term)}" for term in wanted.excluded)])


def _tsvector(read: Document) -> str:
    places = defaultdict(list)
    for at, word in enumerate(read.words, 1):
        places[word].append(str(at))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items() if word != APART)


def _seconds_of(pid: int) -> float:
    """Return the CPU that another process used; Linux counts it in hundredths of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
