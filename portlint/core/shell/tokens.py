"""The tokens of shell text; repetitions are possessive where text could make them go back."""

import re

QUIET = re.compile(
    r"""(?:(?![ \t]*(?:case|esac)\b)(?:
        [^\d"'`\\<\n\#()]
        |\d(?!\d)
        |"(?:[^"\\`\n\d$]|\d(?!\d)|\$(?!\()|\\[^\n\d]|\$\([^()"'`\\<\n\#\d]*+\))*+"
        |'(?:[^'\n\d]|\d(?!\d))*+'
        |(?<!=)\([^()"'`\\<\n\#\d]*+\)
        |<(?!<)|\\[^\n\d]|(?<=[\w${}])\#)*+
        (?:(?<![\w${}])\#(?:[^\n\d]|\d(?!\d))*+)?\n)++""",
    re.VERBOSE,
)
"""Whole lines that hold neither a number nor anything that reaches past their end."""

TOKEN = re.compile(
    r"""(?:(?:[^\s"'`\\$;|&()<>{]|\{(?![{%])|\\[^\r\n]|\$(?![({'"]))++
        |\$?"[^"\\$`]*+"|'[^']*+'|\$'(?:[^'\\]|\\.)*+'|\$\{[^}"'`$\n]*+\}
        |\$?\{\{[^{}\n]*+\}\}|\{%[^%\n]*+%\})(?P<text>)(?P<gap>[ \t]++)?
    |(?P<blank>(?:[ \t\r\f\v]|\\\r?\n)++)
    |(?P<newline>\n)
    |(?P<quote>\$?")
    |(?P<substitution>\$\()
    |(?P<backquote>`)
    |(?P<heredoc><<-?(?!<)[ \t]*+(?P<mark>\\?['"]?)(?P<delimiter>[A-Za-z_][\w.-]*+)['"]?)
    |(?P<redirection>&>>?|<<<|<<|[<>]&|>>|>\||[<>]\(?)
    |(?P<separator>;;?&?|\|\|?&?|&&?)
    |(?P<opened>\()
    |(?P<closed>\))
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
QUOTED = re.compile(
    r"(?P<inside>(?:[^\"\\$`]|\\.|\$(?!\())++)|(?P<substitution>\$\()|(?P<backquote>`)|(?P<unquote>\")|.",
    re.DOTALL,
)
ARRAY = re.compile(r"([A-Za-z_]\w*)\+?=")
CLOSING = re.compile(r"^[ \t]*([A-Za-z_][\w.-]*)[ \t\r]*$", re.MULTILINE)
