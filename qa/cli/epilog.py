"""The end of the help text, in the parts that the man page shows as well."""

USES = (
    ("qa CORPUS...", "chat about these files and folders"),
    ('qa CORPUS... -q "QUESTION"', "answer one question"),
    ("qa CORPUS... < questions.txt", "answer one question per line"),
    ("qa sync CORPUS...", "bring the index up to date"),
    ("qa status CORPUS...", "show what is indexed, and what is not"),
    ("qa doctor CORPUS...", "check the index; --repair repairs it"),
    ("qa completion bash|fish|zsh", "print the completion script of a shell"),
    ("qa", "chat about the corpus used last"),
)
"""Ways to call the program, and what each does."""

CONFIDENCE = (
    'The first citation is called "likely the answer" if its confidence (see --json) is 0.5 or'
    ' more, else "perhaps the answer".'
)

STATUSES = (
    (0, "answered"),
    (1, "the corpus holds no answer"),
    (2, "an error"),
    (130, "Ctrl-C"),
)
"""Exit statuses, and what they mean."""

SEVERAL = "With several questions: 2 if one could not be asked, else 0 if any was answered."

_WIDTH = max(len(use) for use, _ in USES) + 2
_LISTED = ", ".join(f"{status} {meaning}" for status, meaning in STATUSES)

EPILOG = "\n\n".join(
    (
        "\b\n" + "\n".join(f"{use:<{_WIDTH}}{about}" for use, about in USES),
        CONFIDENCE,
        f"Exit status: {_LISTED}. {SEVERAL}",
    )
)
"""As click takes it: it keeps the lines of a paragraph that begins with a backspace."""
