"""What is read off an entry beside its event and place.

To add a detector: its file, one line here, its test.
"""

from filters.analysis.detectors import blasts, casualties, voices, weapons

DETECTORS = (weapons.detect, casualties.detect, voices.detect, blasts.detect)
# What they name their evidence; lexicon/topics.toml may ask for these.
RULES = ("official", "denial", "responsibility", "assassination", "blast")
