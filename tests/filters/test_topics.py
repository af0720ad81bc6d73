"""Topics as readable data."""

from dataclasses import fields

import pytest

from filters.analysis import analyse
from filters.analysis.detectors import RULES
from filters.analysis.reading import read_lexicon
from filters.gazetteer import actors, places
from filters.model import Actuality, Analysis, Event, Mention, Qualifier, Quantity, Span
from filters.topics import TopicDefinition, all_topics, topics_of
from tests.filters.news_builders import entry


def test_flagship_is_offered_first() -> None:
    assert all_topics()[0].slug == "green-zone-attack"


def test_topics_use_only_known_words() -> None:
    """A slip in topics.toml would silently never match."""
    kinds = set(read_lexicon("weapons.toml"))
    types = {p.type for p in places().values()}
    names = {n for a in actors().values() for n in (a.slug, a.type)}
    for condition in (each for topic in all_topics() for each in topic.conditions):
        assert set(Event) >= condition.events
        assert set(Actuality) >= condition.actualities
        assert set(places()) >= condition.places
        assert types >= condition.place_types
        assert names >= condition.actors
        assert kinds >= condition.weapons
        assert set(RULES) >= condition.rules


def test_every_governorate_has_a_topic() -> None:
    wanted = {f"governorate-{p.slug}" for p in places().values() if p.type == "governorate"}
    assert wanted <= {topic.slug for topic in all_topics()}


def test_topics_have_names_in_both_languages() -> None:
    assert all(topic.arabic and topic.english for topic in all_topics())


def test_attack_on_a_base_by_drone_belongs_to_place_type_and_weapon_topics() -> None:
    analysis = Analysis(
        Event.ATTACK,
        Actuality.NEW,
        "harir/erbil",
        weapons=(Quantity("drone", 1, Qualifier.EXACT, None),),
    )
    assert {"base-attack", "drones", "governorate-erbil"} == set(topics_of(analysis))


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("انفجار عبوة ناسفة في الكرادة", True),
        ("تفجير قرب ملعب في كركوك يخلف قتلى", True),
        ("دوي انفجار في البصرة", True),
        ("قصف مدفعي على قرية في دهوك", False),
        ("مسلحون يهاجمون نقطة تفتيش في ديالى", False),
    ],
)
def test_whoever_follows_explosions_is_told_of_bombs_too(title: str, is_one: bool) -> None:
    assert is_one == ("explosions" in analyse(entry(title)).topics)


def test_recalled_attack_belongs_to_no_topic() -> None:
    assert () == topics_of(Analysis(Event.ATTACK, Actuality.BACKGROUND, "green-zone/baghdad"))


def test_actor_far_down_the_text_does_not_make_a_topic() -> None:
    late = Mention("islamic-state", "armed-group", Span("body", 900, 904, "داعش"))
    early = Mention("islamic-state", "armed-group", Span("body", 20, 24, "داعش"))
    attack = Analysis(Event.ATTACK, Actuality.NEW, "")
    assert "islamic-state" not in topics_of(_with(attack, late))
    assert "islamic-state" in topics_of(_with(attack, early))


def _with(analysis: Analysis, mention: Mention) -> Analysis:
    return Analysis(analysis.event, analysis.actuality, analysis.place, mentions=(mention,))


def test_definition_has_a_field_for_every_key() -> None:
    assert {"slug", "arabic", "english"} < {field.name for field in fields(TopicDefinition)}
