"""What a person can set once instead of saying it each time: `%config Omnivid` shows and changes it.

For each value the order is: the argument of the call, the setting made here, the environment, the default.

The environment is read when a value is needed, never earlier, so that a later `os.environ`
change counts.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any, Literal

import platformdirs
from traitlets import Enum, Float, Int, Unicode
from traitlets.config import Configurable

from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.whereabouts import notebook_place

__all__ = [
    "DEFAULT_FOLDER",
    "DEFAULT_MODEL",
    "JOURNAL",
    "Omnivid",
    "demo_films",
    "demo_speed",
    "folder_at",
    "home",
    "settings",
]

DEFAULT_MODEL = "demo/omni-flash"
DEFAULT_FOLDER = "omnivid-clips"
JOURNAL = "journal.sqlite3"  # the journal's name in the private folder
#: The settings that the environment may have as well: its variable, and what holds without either.
_OUTSIDE: dict[str, tuple[str, str | None]] = {
    "model": ("OMNIVID_MODEL", DEFAULT_MODEL),
    "output_dir": ("OMNIVID_OUTPUT_DIR", DEFAULT_FOLDER),
    "poll_interval": ("OMNIVID_POLL_INTERVAL", None),
}


class Omnivid(Configurable):
    """The settings of omnivid-jupyter."""

    model = Unicode(
        None,
        allow_none=True,
        help=f"The model when none is named. None: OMNIVID_MODEL, else {DEFAULT_MODEL}.",
    ).tag(config=True)
    output_dir = Unicode(
        None,
        allow_none=True,
        help="The clip folder. None: OMNIVID_OUTPUT_DIR, else omnivid-clips beside the notebook.",
    ).tag(config=True)
    timeout = Float(
        None,
        allow_none=True,
        min=0,
        help="Seconds to wait for a clip; the task goes on afterwards. None: 10 or 15 minutes, by the service.",
    ).tag(config=True)
    poll_interval = Float(
        None,
        allow_none=True,
        min=0.05,
        help="Seconds between two queries. None: OMNIVID_POLL_INTERVAL, else 5 to 8 seconds, by the service.",
    ).tag(config=True)
    max_cost = Float(
        None, allow_none=True, min=0, help="USD that one call or cell may cost at the most. None: no limit."
    ).tag(config=True)
    confirm_above = Int(
        8, min=0, help="New paid clips of one sweep or cell above which it asks first, or takes -y."
    ).tag(config=True)
    embed = Enum(
        ["auto", "always", "never"],
        default_value="auto",
        help="Whether a clip is stored inside the notebook. auto: up to embed_limit.",
    ).tag(config=True)
    embed_limit = Float(10.0, min=0, help="The largest clip that auto embeds, in MB.").tag(config=True)
    download_limit = Float(2000.0, min=0, help="The largest file that is downloaded as a result, in MB.").tag(
        config=True
    )
    width = Int(None, allow_none=True, min=16, help="Width of the player in pixels. None: by the clip.").tag(
        config=True
    )

    def found(self, name: str) -> tuple[Any, str]:
        """What holds for a setting now, and where that comes from. Raises `ConfigurationError` for a bad variable."""
        trait, chosen = self.traits()[name], getattr(self, name)
        if chosen not in ("", trait.default()):
            return chosen, "%config Omnivid"
        variable, default = _OUTSIDE.get(name, ("", chosen))
        if os.environ.get(variable):
            return (_positive(variable) if isinstance(trait, Float) else os.environ[variable]), variable
        return default, "default"

    def resolved_model(self) -> str:
        """The model to use when a call names none."""
        return str(self.found("model")[0])

    def resolved_output_dir(self) -> Path:
        """The clip folder to use when a call names none: beside the notebook, unless a setting names one.

        Where nobody tells the notebook's place, and for a setting, relative to the working directory.
        """
        named, source = self.found("output_dir")
        place = notebook_place() if source == "default" else None
        where = place.folder / named if place else named
        return folder_at(where, f"the clip folder ({source})", "Name another with OMNIVID_OUTPUT_DIR.")

    def resolved_poll_interval(self) -> float | None:
        """The pinned seconds between queries, or None for the service's advice."""
        seconds: float | None = self.found("poll_interval")[0]
        return seconds


def _positive(name: str) -> float | None:
    text = os.environ.get(name)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ConfigurationError(
            f"{name}={text!r} is not a positive number.", hint=f"Unset {name} or mend it."
        )
    return value


def home() -> Path:
    """The private folder for what must outlive a kernel: `OMNIVID_HOME`, else the user's data folder."""
    named = os.environ.get("OMNIVID_HOME")
    folder = named or _user_data()
    return folder_at(folder, "the private folder (OMNIVID_HOME)", "Set OMNIVID_HOME to a folder of your own.")


def _user_data() -> Path:
    try:
        return platformdirs.user_data_path("omnivid-jupyter", appauthor=False)
    except RuntimeError:  # there is no home: newer versions say so, older ones leave the "~"
        return Path("~/omnivid-jupyter")


def folder_at(folder: str | os.PathLike[str], what: str, hint: str) -> Path:
    """A folder as people name one, as an absolute path. `what` is what it is, `hint` what to do where there is none.

    Raises `ConfigurationError` for one below a home that there is not, or below a working directory that is gone,
    and for a name that cannot be written down, or that no file system takes.
    """
    try:
        found = Path(folder).expanduser().absolute()
        if "\0" in os.fspath(found).encode().decode():
            raise ValueError("it holds a NUL")
        if why := _no_place(found):
            raise ConfigurationError(f"The name of {what} cannot be used: {why}.", hint=hint)
    except RuntimeError:
        raise ConfigurationError(
            f"There is no home folder here for {what}: {os.fspath(folder)!r}.", hint=hint
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"The working directory is gone ({error.strerror}): there is no place for {what}.",
            hint="Go to a folder that exists: %cd FOLDER.",
        ) from None
    except ValueError:  # no file system takes a NUL, and neither JSON nor SQLite half a character
        raise ConfigurationError(
            f"The name of {what} cannot be used: {os.fspath(folder)!r}.", hint=hint
        ) from None
    return found


def _no_place(path: Path) -> str | None:
    """Why nothing can ever be at a path: its name is too long, or it is a link that leads round in a circle."""
    try:
        path.stat()
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
            name = os.fspath(path)
            return f"{name if len(name) <= 120 else f'{name[:80]}…{name[-30:]}'} ({error.strerror})"
    return None


def demo_speed() -> float:
    """How much faster than usual the embedded simulator runs: `OMNIVID_DEMO_SPEED`, else 1."""
    return _positive("OMNIVID_DEMO_SPEED") or 1.0


def demo_films() -> Literal["drawn", "coarse", "sketched"]:
    """With how much care the embedded simulator makes films: `OMNIVID_DEMO_FILMS`, else "drawn"."""
    match films := os.environ.get("OMNIVID_DEMO_FILMS") or "drawn":
        case "drawn" | "coarse" | "sketched":
            return films
    raise ConfigurationError(
        f"OMNIVID_DEMO_FILMS={films!r} is not drawn, coarse or sketched.",
        hint="Unset OMNIVID_DEMO_FILMS or mend it.",
    )


settings = Omnivid()
