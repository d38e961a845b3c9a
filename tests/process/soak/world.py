"""The outside world of these tests: a server that takes money, and people with a home, a folder and a key each.

What was charged is asked of the server's own books, never of the product.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

__all__ = ["REQUESTS", "Person", "Server", "serve"]

_COPIES = 50  # of files that another process writes meanwhile
SPEED = 30  # a task then takes 0.1 to 0.2 s
POLL_INTERVAL = 0.04  # seconds

#: One cheap request for each service; always the same, so that the server draws it once.
REQUESTS: dict[str, dict[str, Any]] = {
    "omniflash": {"prompt": "a paper boat", "model": "omniflash/nano-banana-2"},
    "apimart": {"prompt": "a paper boat", "model": "apimart/Omni-Flash-Ext", "duration": 4},
    "evolink": {"prompt": "a paper boat", "model": "evolink/gemini-omni-flash-text-to-video", "duration": 3},
}


@dataclass(frozen=True)
class Person:
    """Somebody with a key for one service, and what is theirs on this machine."""

    root: Path
    service: str
    base_url: str
    key: str

    @property
    def home(self) -> Path:
        """The private folder."""
        return self.root / "home"

    @property
    def folder(self) -> Path:
        """The clip folder."""
        return self.root / "clips"

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.home / "journal.sqlite3"

    @property
    def request(self) -> dict[str, Any]:
        """What this person asks for, as arguments of `generate`."""
        return REQUESTS[self.service]

    def state(self) -> str:
        """What the journal says of the latest job; of a copy, so that the next process finds it as it was left.

        Another process may be writing: of files that change while they are copied, another copy is made.
        """
        for _ in range(_COPIES - 1):
            with suppress(FileNotFoundError, sqlite3.DatabaseError):
                return self._state_of_a_copy()
        return self._state_of_a_copy()

    def _state_of_a_copy(self) -> str:
        with tempfile.TemporaryDirectory() as folder:
            for path in self.home.glob("journal.sqlite3*"):
                shutil.copy(path, folder)
            with closing(sqlite3.connect(Path(folder) / self.journal.name)) as copy:
                if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'jobs'").fetchone():
                    return "nothing"
                row = copy.execute("SELECT state FROM jobs ORDER BY created DESC LIMIT 1").fetchone()
                return row[0] if row else "nothing"

    def come(self, *, offline: bool = False) -> None:
        """Make this process this person's; `offline` without a key, and with nobody at the service's address."""
        for name in [name for name in os.environ if name.endswith(("_API_KEY", "_BASE_URL"))]:
            del os.environ[name]
        os.environ["PYTHON_KEYRING_BACKEND"] = (
            "keyring.backends.null.Keyring"  # not the keyring of whoever tests
        )
        os.environ["OMNIVID_HOME"] = str(self.home)
        os.environ["OMNIVID_OUTPUT_DIR"] = str(self.folder)
        os.environ["OMNIVID_POLL_INTERVAL"] = str(POLL_INTERVAL)
        os.environ[f"{self.service.upper()}_BASE_URL"] = _nowhere() if offline else self.base_url
        if not offline:
            os.environ[f"{self.service.upper()}_API_KEY"] = self.key


def _nowhere() -> str:
    """An address of this machine where nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@dataclass(frozen=True)
class Server:
    """The simulator as a process of its own."""

    base_urls: dict[str, str]
    state: Path

    def person(self, root: Path, service: str) -> Person:
        """Somebody new."""
        root.mkdir(parents=True)
        return Person(root, service, self.base_urls[service], f"sk-{secrets.token_hex(16)}")

    def charged(self, person: Person) -> list[str]:
        """The ids of the tasks that this person pays."""
        owner = hashlib.sha256(person.key.encode()).hexdigest()[:32]
        with closing(sqlite3.connect(self.state / "simulator.sqlite")) as books:
            rows = books.execute(
                "SELECT id FROM task WHERE owner = ? AND failure IS NULL ORDER BY created", (owner,)
            )
            return [row[0] for row in rows]

    def posts(self, since: float) -> int:
        """How many submissions came since then (unix seconds), whatever became of them."""
        with urllib.request.urlopen(f"{self._control}/requests") as response:
            calls = json.load(response)["requests"]
        services = [urlsplit(url).path.split("/")[1] for url in self.base_urls.values()]
        posts = [call for call in calls if call["method"] == "POST" and call["at"] >= since]
        return sum(call["path"].split("/")[1] in services for call in posts)

    def inject(self, **fault: Any) -> None:
        """Let requests to come meet a fault."""
        self._send("POST", json.dumps(fault).encode())

    def clear_faults(self) -> None:
        """Let no request meet one any more."""
        self._send("DELETE")

    def _send(self, method: str, body: bytes | None = None) -> None:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._control}/faults", body, headers, method=method)
        urllib.request.urlopen(request).close()

    @property
    def _control(self) -> str:
        return f"{self.base_urls['evolink'].rpartition('/')[0]}/simulator"


@contextmanager
def serve(state: Path) -> Iterator[Server]:
    """A server until the block ends."""
    command = [sys.executable, "-m", "omnivid_jupyter.simulator", "--port", "0", "--speed", str(SPEED)]
    with subprocess.Popen(
        [*command, "--films", "sketched", "--state-dir", str(state)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield Server(json.loads(process.stdout.readline()), state)
        finally:
            process.terminate()
