"""The grammar of ports inside text: URLs, `host:port`, flags, mappings, named values, prose."""

from portlint.core.grammar.mention import Mention
from portlint.core.grammar.text import mentions
from portlint.core.grammar.value import Mapping, mapping, number

__all__ = ["Mapping", "Mention", "mapping", "mentions", "number"]
