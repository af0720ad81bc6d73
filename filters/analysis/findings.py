"""What one detector found, and how the findings of all become one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from filters.analysis.events import Happening
from filters.analysis.reading import Reading
from filters.model import Evidence, Quantity


@dataclass(frozen=True, slots=True)
class Findings:
    """Figures and evidence; a detector fills what it knows."""

    weapons: tuple[Quantity, ...] = ()
    killed: tuple[Quantity, ...] = ()
    injured: tuple[Quantity, ...] = ()
    evidence: tuple[Evidence, ...] = ()


Detector = Callable[[Reading, Happening], Findings]


def join(findings: Iterable[Findings]) -> Findings:
    """Return all of them as one, in order."""
    parts = tuple(findings)
    return Findings(
        tuple(q for part in parts for q in part.weapons),
        tuple(q for part in parts for q in part.killed),
        tuple(q for part in parts for q in part.injured),
        tuple(e for part in parts for e in part.evidence),
    )
