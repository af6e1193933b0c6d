"""The command line's words: wrong ones are told in one sentence, and where more is told. Light."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from trainer.names import spelled_out

_KINDS = {"int": "a whole number", "float": "a number", "Path": "a path"}


class Parser(argparse.ArgumentParser):
    """A parser whose commands refuse what they do not know themselves; else the program would, with its own words."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Overrides argparse; nothing unknown is passed on."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(_unknown(unknown[0], self._option_string_actions))
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Overrides argparse, which prints the whole usage first and does not say how to learn more.

        Raises:
            SystemExit: With status 2.
        """
        self.exit(2, f"{spelled_out(sentence(message))}\n{self.prog} --help tells more.\n")


def sentence(message: str) -> str:
    """What argparse says of wrong words, as a sentence; what it says of other things as it is."""
    for expression, words in _SENTENCES:
        found = expression.fullmatch(message)
        if found is not None:
            return words(*found.groups())
    return message if message.endswith((".", "?")) else f"{message[:1].upper()}{message[1:]}."


def _unknown(word: str, options: Iterable[str]) -> str:
    if not word.startswith("-"):
        return f"“{word}” is one word too many."
    name = word.partition("=")[0]
    return f"There is no option {name}.{_meant(name, options)}"


def _no_choice(what: str, word: str, choices: str) -> str:
    names = [name.strip(" '") for name in choices.split(",")]
    if what in {"COMMAND", "ACTION"}:
        return f"There is no {what.lower()} “{word}”.{_meant(word, names)}"
    return f"{what} takes {_joined(names, 'or')}, not “{word}”."


def _meant(word: str, names: Iterable[str]) -> str:
    bare = {name.lstrip("-"): name for name in names}  # the dashes, which all have, make nothing alike
    near = difflib.get_close_matches(word.lstrip("-"), list(bare), n=1)
    return f" Is {bare[near[0]]} meant?" if near else ""


def _needed(names: str) -> str:
    wanted = names.split(", ")
    if wanted[0] in {"COMMAND", "ACTION"}:
        return f"{'A' if wanted[0] == 'COMMAND' else 'An'} {wanted[0].lower()} is needed."
    return f"{_joined(wanted, 'and')} {'is' if len(wanted) == 1 else 'are'} needed."


def _joined(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


_SENTENCES: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"the following arguments are required: (.+)", _needed),
        (r"argument (\S+): invalid choice: '(.*)' \(choose from (.+)\)", _no_choice),
        (
            r"argument (\S+): invalid (.+?) value: '(.*)'",
            lambda what, kind, word: f"{what} takes {_KINDS.get(kind, f'a {kind}')}, not “{word}”.",
        ),
        (r"argument (\S+): expected .*", lambda what: f"{what} needs something after it."),
        (r"argument (\S+): ignored explicit argument '(.*)'", lambda what, _word: f"{what} takes nothing after it."),
        (
            r"argument (\S+): not allowed with argument (\S+)",
            lambda one, other: f"{other} and {one} exclude each other.",
        ),
        (
            r"one of the arguments (.+) is required",
            lambda names: f"One of {_joined(names.split(), 'and')} is needed.",
        ),
        (
            r"ambiguous option: (\S+) could match (.+)",
            lambda word, names: f"{word} may mean {_joined(names.split(', '), 'or')}.",
        ),
    )
)
