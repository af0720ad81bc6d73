"""Formatted text as Telegram's HTML, within Telegram's limits."""

from dataclasses import replace
from html import escape

from bot.markup import Rich, Run, shortened

LIMIT_CODE_POINTS = 4000
LIMIT_UTF16_UNITS = 4096
LIMIT_ENTITIES = 100


def to_html(rich: Rich) -> str:
    """Return Telegram HTML of at most 4,000 code points, 4,096 UTF-16 units and 100 entities.

    Shortens first and escapes last: a cut through "&amp;" or a tag would make Telegram refuse
    the whole message, and the subscriber would get nothing.
    """
    runs = _merged(_few_entities(shortened(rich, LIMIT_CODE_POINTS, LIMIT_UTF16_UNITS)))
    html: list[str] = []
    for index, run in enumerate(runs):
        before = runs[index - 1] if index else Run("")
        after = runs[index + 1] if index + 1 < len(runs) else Run("")
        html.append("<blockquote>" * (run.quote and not before.quote))
        html.append(_link_open(run, before) + _run_html(run) + _link_close(run, after))
        html.append("</blockquote>" * (run.quote and not after.quote))
    return "".join(html)


def _link_open(run: Run, before: Run) -> str:
    is_new = run.href is not None and (before.href != run.href or before.quote != run.quote)
    return f'<a href="{escape(run.href or "")}">' if is_new else ""


def _link_close(run: Run, after: Run) -> str:
    is_last = run.href is not None and (after.href != run.href or after.quote != run.quote)
    return "</a>" if is_last else ""


def _run_html(run: Run) -> str:
    text = escape(run.text, quote=False)
    for tag, is_on in (("code", run.code), ("i", run.italic), ("b", run.bold)):
        text = f"<{tag}>{text}</{tag}>" if is_on and run.text.strip() else text
    return text


def _few_entities(rich: Rich) -> Rich:
    count = 0
    runs: list[Run] = []
    for run in rich:
        count += run.bold + run.italic + run.code + run.quote + (run.href is not None)
        runs.append(run if count <= LIMIT_ENTITIES else Run(run.text))
    return tuple(runs)


def _merged(rich: Rich) -> list[Run]:
    runs: list[Run] = []
    for run in rich:
        if runs and _style(runs[-1]) == _style(run):
            runs[-1] = replace(run, text=runs[-1].text + run.text)
        elif run.text:
            runs.append(run)
    return runs


def _style(run: Run) -> tuple[object, ...]:
    return run.bold, run.italic, run.code, run.quote, run.href
