"""Where the main clause of a sentence begins: «فيما كان النواب يناقشون …، سقط صاروخ»."""

from filters.analysis.reading import Sentence
from filters.wordlists import word_list

_OPENINGS = word_list("opens-a-side-clause")
_COMMAS = ("،", ",")


def main_from(sentence: Sentence) -> int:
    """Return the word at which the main clause begins behind an opening side clause, 0 if none opens it.

    What the side clause tells is what was going on, or was said and feared, when the rest happened.
    """
    if not sentence.words or sentence.words[0] not in _OPENINGS:
        return 0
    joints = enumerate(sentence.joints, 1)
    return next((at for at, joint in joints if any(mark in joint for mark in _COMMAS)), 0)
