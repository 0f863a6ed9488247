"""Says what to do about an error, in commands of this program."""

import shlex

from index.errors import Action, Remedy, SearchError

_SELECTING = {
    "ignored": "--no-ignore reads what .gitignore names",
    "hidden": "--hidden reads hidden files",
    "excluded": "--include and --exclude say which files are read",
}


def explain(error: SearchError) -> str:
    """One line that says what happened and what to do."""
    return f"{error.message}; {_advise(error.remedy)}" if error.remedy else str(error)


def _advise(remedy: Remedy) -> str:
    match remedy.action:
        case Action.SYNC:
            return "make one with: qa sync CORPUS"
        case Action.SYNC_AGAIN:
            return "make it again with: qa sync CORPUS"
        case Action.REPAIR:
            return f"mend it with: qa doctor --repair --index {shlex.quote(remedy.index)}"
        case Action.REBUILD:
            command = ["qa", "sync", *remedy.corpus, "--index", remedy.index]
            command += ["--model", remedy.model, "--rebuild"]
            return f"build it again with: {shlex.join(command)}"
        case Action.ANOTHER_DIRECTORY:
            return "name another directory with --index"
        case Action.SELECT_MORE:
            return ", ".join(_SELECTING[why] for why in remedy.left_out)
        case Action.UPGRADE:
            return "upgrade cited-qa"
