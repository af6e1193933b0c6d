"""Keys of classes: digits for nine, a letter of the name where one is free."""

from __future__ import annotations

from artclass_gui.gallery.class_keys import keys_of, letter_of


def test_the_first_nine_have_digits_and_all_have_letters_of_their_names() -> None:
    classes = ("drawings", "engraving", "iconography", "painting", "sculpture", "design")
    keys = keys_of(classes)
    assert [keys[digit] for digit in "123456"] == list(classes)
    assert [letter_of(keys, name) for name in classes] == ["d", "e", "i", "p", "s", "g"]


def test_names_in_other_scripts_have_letters_of_their_own_and_no_key_means_two_classes() -> None:
    classes = ("картины", "絵画", "a", "A1", "1", *(f"class {n}" for n in range(40)))
    keys = keys_of(classes)
    assert letter_of(keys, "картины") == "к"
    assert letter_of(keys, "絵画") == "絵"
    assert letter_of(keys, "1") not in ("", "1")
    assert letter_of(keys, "class 39") == ""  # there are no more letters
