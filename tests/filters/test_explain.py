"""What a query stands for, before anything is matched."""

from filters.explain import explain_query


def test_forms_are_told_by_class() -> None:
    (term,) = explain_query("صاروخ")
    (word,) = term["words"]
    assert "صواريخ" in word["forms"]["plural"]
    assert "صاروخين" in word["forms"]["dual"]


def test_excluded_terms_are_explained_too() -> None:
    assert ["هجوم صاروخي", "كرة"] == [term["term"] for term in explain_query("هجوم صاروخي -كرة")]


def test_what_is_doubtful_alone_is_marked() -> None:
    (term,) = explain_query("رئيس")
    assert "رئيسي" in term["words"][0]["forms"]["dual?"]


def test_a_homograph_is_told() -> None:
    (homograph,), (plain,) = (term["words"] for term in explain_query("مسيّرة، سفارة"))
    assert (True, False) == (homograph["is_homograph"], plain["is_homograph"])


def test_a_quote_stands_for_itself() -> None:
    (term,) = explain_query('"المنطقة"')
    assert {"exact": ["المنطقة"]} == term["words"][0]["forms"]
