"""Which language reads a file."""

import re
from collections.abc import Iterable
from fnmatch import translate

from portlint.syntax import Language

SHEBANG = re.compile(rb"#!\s*(?:\S*/)?([\w.+-]+)(?:[ \t]+(?:-S[ \t]+)?([\w.+-]+))?")


class Choice:
    """Languages by their patterns; of several that match, the longest pattern decides."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._suffixes: dict[str, tuple[int, Language]] = {}
        self._names: dict[str, Language] = {}
        self._patterns: list[tuple[int, re.Pattern[str], bool, Language]] = []
        self._interpreters: dict[str, Language] = {}
        for language in languages:
            self._interpreters.update(dict.fromkeys(language.interpreters, language))
            for pattern in language.patterns:
                self._add(pattern, language)
        self._patterns.sort(key=lambda entry: (-entry[0], entry[3].name))

    def _add(self, pattern: str, language: Language) -> None:
        plain = pattern.removeprefix("*")
        if not set(plain) & set("*?[/"):
            if plain == pattern:
                self._names[pattern.lower()] = language
                return
            if plain.startswith("."):
                self._suffixes[plain.lower()] = (len(pattern), language)
                return
        matcher = re.compile(translate(pattern), re.IGNORECASE)
        self._patterns.append((len(pattern), matcher, "/" in pattern, language))

    def by_name(self, path: str) -> Language | None:
        """Return the language that a POSIX path asks for."""
        name = path.rsplit("/", 1)[-1].lower()
        if name in self._names:
            return self._names[name]
        length, found = self._by_ending(name)
        for size, matcher, whole, language in self._patterns:
            if size <= length:
                break
            if matcher.match(path if whole else name):
                return language
        return found

    def _by_ending(self, name: str) -> tuple[int, Language | None]:
        """Return the length of the longest `*.ending` that a name has, and its language."""
        dot = name.find(".")
        while dot >= 0:
            if ending := self._suffixes.get(name[dot:]):
                return ending
            dot = name.find(".", dot + 1)
        return 0, None

    def by_interpreter(self, head: bytes) -> Language | None:
        """Return the language that a `#!` line asks for."""
        match = SHEBANG.match(head)
        if match is None:
            return None
        program = match[2] if match[1] == b"env" and match[2] else match[1]
        name = program.decode("latin-1")
        return self._interpreters.get(name) or self._interpreters.get(name.rstrip("0123456789."))
