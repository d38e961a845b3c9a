"""Where a key comes from: each place, their order, and that none of them lets it out."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import traceback
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked

from omnivid_jupyter.errors import ConfigurationError
from omnivid_jupyter.net import keys
from omnivid_jupyter.net.endpoints import live_endpoint
from omnivid_jupyter.net.keys import find_key, forget, remember, save
from omnivid_jupyter.providers.registry import PROVIDERS

Keyring = TypeVar("Keyring", bound=KeyringBackend)
SESSION, ENVIRONMENT, DOTENV, KEYRING, COLAB = (
    "sk-session",
    "sk-environ",
    "sk-dotenv",
    "sk-keyring",
    "sk-colab",
)


class Drawer(KeyringBackend):
    """A keyring in memory, registered through keyring's own API."""

    priority: ClassVar[float] = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Drawer):
    """A keyring that nobody unlocks; what it raises repeats what it was told."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"locked: {service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"locked: {service} {username} {password}")


class Silent(Drawer):
    """A keyring that answers when it is let go, and not before."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait()
        return super().get_password(service, username)


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No place has a key; what a test puts there is gone after it."""
    for service in PROVIDERS:
        monkeypatch.delenv(f"{service.upper()}_API_KEY", raising=False)
        monkeypatch.delenv(f"{service.upper()}_BASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(keys, "_keyring", keys._Keyring())  # one that nobody has asked before
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    for service in PROVIDERS:
        forget(service)
    keyring.set_keyring(before)


@pytest.fixture
def drawer() -> Drawer:
    return use(Drawer())


def use(backend: Keyring) -> Keyring:
    keyring.set_keyring(backend)
    return backend


def dotenv(text: str) -> None:
    Path(".env").write_text(text, encoding="utf-8")


@pytest.fixture
def colab(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Colab's module, with the secrets in the dictionary that is returned, and a person at the page."""

    class SecretNotFoundError(Exception): ...

    def get(name: str) -> str:
        if name not in secrets:
            raise SecretNotFoundError(name)
        return secrets[name]

    secrets: dict[str, str] = {}
    userdata: Any = types.ModuleType("google.colab.userdata")
    userdata.get = get
    for name in ("google", "google.colab"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "google.colab.userdata", userdata)
    at_the_page(monkeypatch, True)
    return secrets


def at_the_page(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    """A kernel whose running cell came from a front end that takes input, or from one that does not."""
    ipython: Any = types.ModuleType("IPython")
    kernel = types.SimpleNamespace(_allow_stdin=there)
    ipython.get_ipython = lambda: types.SimpleNamespace(kernel=kernel)
    monkeypatch.setitem(sys.modules, "IPython", ipython)


def found(service: str = "apimart") -> tuple[str, str] | None:
    key = find_key(service)
    return (key.value.reveal(), key.source) if key else None


def test_without_a_key_anywhere_there_is_none() -> None:
    assert found() is None


def test_the_first_place_that_has_a_key_is_it(
    monkeypatch: pytest.MonkeyPatch, drawer: Drawer, colab: dict[str, str]
) -> None:
    colab["APIMART_API_KEY"] = COLAB
    assert found() == (COLAB, "Colab's secrets")
    drawer.kept["omnivid-jupyter", "apimart"] = KEYRING
    assert found() == (KEYRING, "the keyring")
    dotenv(f"APIMART_API_KEY={DOTENV}\n")
    assert found() == (DOTENV, "APIMART_API_KEY in the file .env")
    monkeypatch.setenv("APIMART_API_KEY", ENVIRONMENT)
    assert found() == (ENVIRONMENT, "APIMART_API_KEY")
    remember("apimart", SESSION)
    assert found() == (SESSION, "this session (%omnivid key)")
    assert found("evolink") is None


def test_a_later_place_is_not_asked_when_an_earlier_one_has_the_key(
    monkeypatch: pytest.MonkeyPatch, drawer: Drawer
) -> None:
    monkeypatch.setenv("APIMART_API_KEY", ENVIRONMENT)
    Path(".env").write_bytes(b"\xff\xfe")
    assert found() == (ENVIRONMENT, "APIMART_API_KEY")
    assert drawer.asked == 0


def test_an_empty_value_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIMART_API_KEY", "  ")
    dotenv("APIMART_API_KEY=\n")
    assert found() is None


def test_a_change_of_the_environment_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIMART_API_KEY", " sk-one\n")
    assert found() == ("sk-one", "APIMART_API_KEY")
    monkeypatch.setenv("APIMART_API_KEY", "sk-two")
    assert found() == ("sk-two", "APIMART_API_KEY")


@pytest.mark.parametrize(
    "text",
    [
        f"APIMART_API_KEY={DOTENV}",
        f"\ufeffAPIMART_API_KEY={DOTENV}",
        f'# mine\nexport APIMART_API_KEY="{DOTENV}"  # paid\nOTHER=1\n',
    ],
)
def test_a_dotenv_file_is_read_in_its_usual_spellings_and_exports_nothing(text: str) -> None:
    before = dict(os.environ)
    dotenv(text)
    assert found() == (DOTENV, "APIMART_API_KEY in the file .env")
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    "value",
    [
        "${AWS_SECRET_ACCESS_KEY}",
        "${NONE:-sk-x}",
        '"sk-${BASE}"',
        "$AWS_SECRET_ACCESS_KEY",
        "'$BASE'",
        "%BASE%",
    ],
)
def test_what_else_is_secret_is_not_put_into_a_dotenv_files_key(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-secret-of-somebody-else")
    dotenv(f"BASE=the-base\nAPIMART_API_KEY={value}\n")
    with pytest.raises(ConfigurationError, match="names another variable") as caught:
        found()
    assert "the-" not in "".join(traceback.format_exception(caught.value))


def test_an_environment_that_was_not_expanded_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APIMART_API_KEY", "$APIMART_KEY")  # as docker's --env-file leaves it
    with pytest.raises(ConfigurationError, match="APIMART_API_KEY names another variable"):
        found()
    monkeypatch.setenv("APIMART_API_KEY", "sk-a$b%c")
    assert found() == ("sk-a$b%c", "APIMART_API_KEY")


def test_a_dotenv_file_says_nothing_about_addresses() -> None:
    dotenv(f"APIMART_API_KEY={DOTENV}\nAPIMART_BASE_URL=https://elsewhere.example.com\n")
    assert live_endpoint(PROVIDERS["apimart"]).base_url == "https://api.apimart.ai/v1"


def test_a_dotenv_file_that_cannot_be_read_is_named() -> None:
    Path(".env").write_text(f"APIMART_API_KEY={DOTENV}", encoding="utf-16")
    with pytest.raises(ConfigurationError, match=r"\.env") as caught:
        find_key("apimart")
    assert DOTENV not in str(caught.value)


def test_a_folder_called_dotenv_is_no_file() -> None:
    Path(".env").mkdir()
    assert found() is None


# The keyring


def test_a_saved_key_is_in_the_keyring_for_the_next_session(drawer: Drawer) -> None:
    save("apimart", f" {KEYRING}\n")
    assert drawer.kept == {("omnivid-jupyter", "apimart"): KEYRING}
    assert found() == (KEYRING, "this session (%omnivid key)")


def test_a_forgotten_key_is_in_neither_place(drawer: Drawer) -> None:
    save("apimart", KEYRING)
    assert forget("apimart") == ["this session (%omnivid key)", "the keyring"]
    assert found() is None and drawer.kept == {}
    assert forget("apimart") == []


@pytest.mark.parametrize("backend", [NoKeyring, NullKeyring])
def test_a_machine_without_a_keyring_has_no_key_there_and_keeps_none(backend: Any) -> None:
    use(backend())
    assert found() is None
    with pytest.raises(ConfigurationError, match="this machine has none"):
        save("apimart", KEYRING)
    assert forget("apimart") == ["this session (%omnivid key)"]


def test_without_the_package_there_is_no_key_there_and_the_way_to_get_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert found() is None
    with pytest.raises(ConfigurationError, match=r"pip install 'omnivid-jupyter\[keyring\]'"):
        save("apimart", KEYRING)
    assert forget("apimart") == ["this session (%omnivid key)"]


def test_a_keyring_that_fails_is_a_place_without_a_key_and_what_it_says_is_not_repeated() -> None:
    use(Locked())
    assert found() is None
    with pytest.raises(ConfigurationError, match="KeyringLocked") as caught:
        save("apimart", KEYRING)
    assert KEYRING not in str(caught.value) and "It is used in this session" in str(caught.value)
    assert found() == (KEYRING, "this session (%omnivid key)")
    with pytest.raises(ConfigurationError, match="may still keep a key"):
        forget("apimart")
    assert found() is None


def test_a_keyring_that_never_answers_is_left_behind_and_asked_again_when_it_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silent = use(Silent())
    silent.kept["omnivid-jupyter", "apimart"] = KEYRING
    with monkeypatch.context() as impatient:
        impatient.setattr(keys, "_SHORT", 0.01)
        assert found() is None
    assert found("evolink") is None  # returns, although the first question is still open
    assert silent.asked == 0
    left_behind = [thread for thread in threading.enumerate() if thread.name == "omnivid-keyring"]
    assert len(left_behind) == 1 and left_behind[0].daemon
    silent.let_go.set()
    left_behind[0].join()
    assert found() == (KEYRING, "the keyring")


def test_the_keyring_package_is_not_loaded_while_another_place_has_the_key() -> None:
    code = (
        "import sys; from omnivid_jupyter.net.keys import find_key\n"
        "assert find_key('apimart') and 'keyring' not in sys.modules and 'IPython' not in sys.modules\n"
        "assert find_key('evolink') is None and 'keyring' in sys.modules"
    )
    environment = {
        **os.environ,
        "APIMART_API_KEY": ENVIRONMENT,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# Colab


def test_a_secret_that_colab_does_not_give_is_no_key(colab: dict[str, str]) -> None:
    assert found() is None


def test_colab_is_not_asked_where_nobody_is_at_the_page(
    monkeypatch: pytest.MonkeyPatch, colab: dict[str, str]
) -> None:
    colab["APIMART_API_KEY"] = COLAB
    at_the_page(monkeypatch, False)
    assert found() is None


# What a key may be, and where it must not be seen

NO_KEYS = ["sk-abc def", "sk-abc\nsk-def", "sk-schlüssel", "sk-\x00abc", "Bearer sk-abc"]


@pytest.mark.parametrize("text", [*NO_KEYS, "", "  "])
def test_what_cannot_be_a_key_is_not_remembered_and_not_shown(text: str, drawer: Drawer) -> None:
    for keep in (remember, save):
        with pytest.raises(ConfigurationError) as caught:
            keep("apimart", text)
        assert not text.strip() or text.strip() not in str(caught.value)
    assert found() is None and not drawer.kept


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_cannot_be_a_key_is_named_by_its_place_and_not_shown(text: str, drawer: Drawer) -> None:
    drawer.kept["omnivid-jupyter", "apimart"] = text
    with pytest.raises(ConfigurationError, match="The key from the keyring") as caught:
        find_key("apimart")
    assert "sk-" not in str(caught.value) + repr(caught.value) + "".join(caught.value._render_traceback_())


def test_a_key_is_in_no_repr_and_not_in_the_environment(drawer: Drawer) -> None:
    save("apimart", KEYRING)
    key, endpoint = find_key("apimart"), live_endpoint(PROVIDERS["apimart"])
    assert endpoint.require_key() == KEYRING and endpoint.key_source == "this session (%omnivid key)"
    assert KEYRING not in repr(key) + str(key) + repr(endpoint) + str(endpoint) + f"{[key, endpoint]}"
    assert KEYRING not in str(dict(os.environ))


def test_the_error_for_a_missing_key_says_every_way_in_two_lines() -> None:
    with pytest.raises(ConfigurationError) as caught:
        live_endpoint(PROVIDERS["apimart"]).require_key()
    lines = str(caught.value).splitlines()
    assert len(lines) == 2 and max(map(len, lines)) < 160
    for way in ("%omnivid key apimart", "APIMART_API_KEY", ".env", "demo/"):
        assert way in lines[1]
