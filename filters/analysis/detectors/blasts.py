"""Whether an attack was heard as an explosion: who follows explosions wants to hear of bombs."""

import re

from filters.analysis.events import Happening
from filters.analysis.findings import Findings
from filters.analysis.reading import Reading
from filters.model import Event, Evidence

# «فجر» alone is the dawn more often than it blows something up.
_BLAST = re.compile(r"[وفبكل]{0,2}(?:ال)?(?:تفجير|انفجار|انفجر|تفجر|فجر(?:ت|وا|نا|ها|ه)$)")


def detect(_reading: Reading, happening: Happening) -> Findings:
    """Return evidence named `blast` with the word of the attack's own sentence that says so."""
    if happening.event is not Event.ATTACK:
        return Findings()
    own = happening.sentence
    found = [at for at, word in enumerate(own.words) if _BLAST.match(word)]
    return Findings(evidence=tuple(Evidence("blast", own.span(at, at + 1)) for at in found[:1]))
