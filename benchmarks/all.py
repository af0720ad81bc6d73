"""Run every benchmark that needs no data but its own, one after another.

    python benchmarks/all.py [NAME...]

Numbers of this machine in this hour: compare what stands side by side in one run, not runs.
The ones that score quality take folders of labelled data: see the head of each script.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# Script, its arguments, what it shows.
RUNS: dict[str, tuple[list[str], str]] = {
    "matching": (["--sizes", "100", "10000", "100000"], "entries a second against many watchlists"),
    "matching_loading": (["--sizes", "10000", "100000"], "from a database to an index that is ready"),
    "matching_baselines": (
        ["--sizes", "100", "10000"],
        "milliseconds an entry, beside automata, full-text engines and a database",
    ),
    "matching_quality": (
        ["tests/cases/word_forms.tsv", "tests/cases/homographs.tsv"],
        "right and wrong matches, beside stemmers and lemmas",
    ),
    "stream": ([], "seconds from a feed to the chats, through the whole daemon"),
    "analysis": ([], "entries a second through analysis and incidents"),
    "analysis_baselines": ([], "right and wrong judgements, beside a list of words and a regression"),
    "feed_addresses": ([], "an inner server, asked for in every form and on every way"),
    "feed_bombs": ([], "what hostile feeds cost"),
    "feed_corpus": ([], "CPU of parsing a feed with full text, beside feedparser"),
    "feed_peers": (["--install"], "CPU and feeds a second of polling 2,000 feeds, beside other readers"),
    "feed_schedule": (["20000", "20"], "a simulated day of many feeds"),
    "storage": ([], "rows a second in and out of the database"),
    "crash": (
        [
            "--alerts",
            "600",
            "--kills",
            "40",
            "--deaths",
            "3",
            "--stops",
            "8",
            "--cuts",
            "60",
            "--shared-kills",
            "8",
            "--restarts",
            "1",
        ],
        "kills of a busy sender",
    ),
    "soak": ([], "the sender at almost full rate: memory, CPU, latency"),
    "months": (["--days", "3", "--entries", "400"], "memory and file after days of news"),
    "transport": ([], "CPU of one message, beside python-telegram-bot's own HTTP client"),
}


def main() -> int:
    """Run the named ones, or all; return 1 if one failed."""
    names = sys.argv[1:] or list(RUNS)
    if unknown := set(names) - set(RUNS):
        print(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(RUNS)}", file=sys.stderr)
        return 2
    failed = []
    for name in names:
        arguments, shows = RUNS[name]
        print(f"\n== {name}: {shows}", flush=True)
        command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
        where = os.environ | {"PYTHONPATH": str(HERE.parent)}
        if subprocess.run(command, cwd=HERE.parent, env=where, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
