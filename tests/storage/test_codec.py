"""Values survive the way into JSON and back, also when another version wrote them."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Content, Reason
from filters.model import Analysis, Hit, Incident
from rasid.storage.codec import decode, encode, storable
from tests.storage.values import CONTENT, INCIDENT, texts, values_of

_KINDS = (Analysis, Incident, Content, Reason, tuple[Hit, ...])


@settings(max_examples=50)
@given(st.data())
@pytest.mark.parametrize("kind", _KINDS)
def test_every_value_comes_back_equal(kind: Any, data: st.DataObject) -> None:
    """What is decoded equals what was encoded, NUL and all, and keeps its types."""
    strategy = (
        st.lists(values_of(Hit), max_size=3).map(tuple)
        if kind == tuple[Hit, ...]
        else values_of(kind, without_nul=False)
    )
    value = data.draw(strategy)
    found = decode(kind, encode(kind, value))
    assert value == found
    assert type(value) is type(found)


def test_arabic_is_stored_as_it_is_read() -> None:
    """The JSON holds the letters themselves, so that it stays small and an operator can read it."""
    assert "عنوان" in encode(Content, CONTENT)


def test_a_key_of_a_newer_version_is_ignored() -> None:
    """A row that a newer program wrote loads."""
    keys = json.loads(encode(Incident, INCIDENT)) | {"casualties": {"killed": 3}}
    assert INCIDENT == decode(Incident, json.dumps(keys))


def test_a_key_that_an_older_version_did_not_write_takes_its_default() -> None:
    """A row that an older program wrote loads."""
    keys = json.loads(encode(Incident, INCIDENT))
    del keys["claims"], keys["reports"], keys["revision"]
    assert INCIDENT == decode(Incident, json.dumps(keys))


def test_a_row_that_lacks_what_has_no_default_is_an_error() -> None:
    """A damaged row isn't taken for a value."""
    with pytest.raises(ValueError, match="first_at"):
        decode(Incident, "{}")


@given(texts(without_nul=False))
def test_storable_text_loses_nothing_but_nul(text: str) -> None:
    """Every other character stays where it was."""
    assert text.replace("\0", "") == storable(text)


@given(st.text(st.characters()))
def test_storable_text_can_always_be_encoded(text: str) -> None:
    """Lone surrogates and NUL are gone, and doing it twice changes nothing."""
    found = storable(text)
    assert "\0" not in found
    assert found == storable(found.encode().decode())


def test_a_lone_surrogate_within_a_value_becomes_a_replacement_character() -> None:
    """An alert isn't lost to half an emoji."""
    text = encode(Reason, Reason("first-report", (1,), ("خبر \ud83d عاجل",)))
    assert ("خبر \ufffd عاجل",) == decode(Reason, text).names
