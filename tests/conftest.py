"""Fixtures that several test files use."""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from annolint.cli import main
from tests.toys import CONFIG, ONLY_TOYS, PLUGIN, Ran, write

Program = Callable[..., Ran]

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")


@pytest.fixture(scope="session", autouse=True)
def _no_cache_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep whatever a test compiles out of the cache of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Program:
    """Return a function that runs the command line in `tmp_path`, in this process."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        assert isinstance(ended.value.code, int)
        out, err = capsysbinary.readouterr()
        return Ran(ended.value.code, out.decode(), err.decode())

    return run


@pytest.fixture
def toys(program: Program, tmp_path: Path) -> Program:
    """Return `program` with the toy rules and format, and without those that ship."""
    write(tmp_path, {".lint/toys.py": PLUGIN, ".annolint.toml": CONFIG})

    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        return program(*ONLY_TOYS, *arguments, stdin=stdin)

    return run
