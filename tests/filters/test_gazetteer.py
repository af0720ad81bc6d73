"""The lexicon of places and actors."""

from collections import Counter

import pytest

from filters.gazetteer import (
    actors,
    coordinates,
    folded_names,
    lineage,
    path_of,
    place_label,
    place_name,
    places,
)

GOVERNORATES = 19


def test_no_name_stands_for_two_places() -> None:
    """After folding: a second line with the same name would never be found."""
    names = Counter(name for place in places().values() for name in set(folded_names(place.arabic)))
    assert [] == [name for name, count in names.items() if count > 1]


def test_no_name_stands_for_two_actors() -> None:
    names = Counter(name for actor in actors().values() for name in set(folded_names(actor.arabic)))
    assert [] == [name for name, count in names.items() if count > 1]


def test_no_actor_is_also_a_place() -> None:
    assert set() == {n for a in actors().values() for n in folded_names(a.arabic)} & {
        n for p in places().values() for n in folded_names(p.arabic)
    }


def test_every_parent_is_a_place() -> None:
    assert [] == [p.slug for p in places().values() if p.parent and p.parent not in places()]


def test_iraq_has_all_its_governorates() -> None:
    assert GOVERNORATES == sum(1 for place in places().values() if place.type == "governorate")


def test_coordinates_are_on_earth_and_inside_iraqs_box_for_iraqi_places() -> None:
    for place in places().values():
        assert -90 <= place.latitude <= 90 and -180 <= place.longitude <= 180  # noqa: PT018  # one box
        if places()[lineage(place.slug)[-1]].type == "governorate":
            assert 28.5 <= place.latitude <= 37.6, place.slug
            assert 38.5 <= place.longitude <= 49.0, place.slug


def test_context_rules_are_known() -> None:
    kinds = {kind for place in places().values() for kind, _ in place.context}
    assert {"due", "near", "not", "notafter", "spelt", "told", "zone"} >= kinds


def test_path_goes_outward_and_stops_at_the_governorate() -> None:
    assert "green-zone/baghdad" == path_of("green-zone")


def test_label_names_the_place_and_what_it_lies_in() -> None:
    assert "المنطقة الخضراء، بغداد" == place_label("green-zone/baghdad", "ar")
    assert "Green Zone, Baghdad" == place_label("green-zone/baghdad", "en")


def test_label_does_not_say_baghdad_twice() -> None:
    assert "مطار بغداد الدولي" == place_label("baghdad-airport/baghdad", "ar")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_label_of_nowhere_is_empty(language: str) -> None:
    assert place_label("", language) == ""


def test_unknown_slug_is_shown_in_words() -> None:
    assert place_name("new-town", "en") == "new town"


def test_coordinates_are_of_the_most_precise_place() -> None:
    assert coordinates("green-zone/baghdad") == (33.30, 44.39)
    assert coordinates("") is None
