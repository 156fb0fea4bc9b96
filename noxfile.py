"""Sessions of nox: ``nox`` runs all, ``nox -s lint`` one, ``nox --no-venv`` in this environment."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.4"
nox.options.reuse_existing_virtualenvs = True

# What .ci/without_fonts exits with where the machine does not let it hide fonts.
NOT_ALLOWED = 77


def install(session: nox.Session, what: str) -> None:
    """Install into the session's environment, unless it is the one nox runs in."""
    if session.virtualenv.is_sandboxed:
        session.install("-q", "-e", what)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format, and that imports run down."""
    install(session, ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check types: of the package, and of the public API as a caller sees it."""
    install(session, ".[dev]")
    session.run("mypy")
    session.run("mypy", "--strict", "tests/typing")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the default tests; ``nox -s tests -- -m slow`` the others."""
    install(session, ".[dev]")
    session.run("pytest", "-q", *session.posargs)


@nox.session
def tests_without_fonts(session: nox.Session) -> None:
    """Run the default tests where no system font can be seen."""
    install(session, ".[dev]")
    refusal = session.run(
        ".ci/without_fonts", "true", external=True, success_codes=[0, NOT_ALLOWED], silent=True
    )
    if refusal:
        session.skip(str(refusal).strip())
    session.run(".ci/without_fonts", "pytest", "-q", *session.posargs, external=True)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel and run the default tests on it, away from the sources."""
    if not session.virtualenv.is_sandboxed:
        session.skip("the wheel needs an environment of its own")
    folder = Path(session.create_tmp())
    session.run("pip", "wheel", "-q", "--no-deps", "-w", str(folder / "dist"), ".")
    (built,) = (folder / "dist").glob("*.whl")
    session.install("-q", "--force-reinstall", f"{built}[test]")
    alone = folder / "alone"
    shutil.copytree("tests", alone / "tests", dirs_exist_ok=True)
    shutil.copy("pyproject.toml", alone)
    session.chdir(alone)
    session.run("pytest", "-q", "tests", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Check that docs/findings.md is up to date and that links lead somewhere."""
    install(session, ".[dev]")
    session.run("pytest", "-q", "-n", "0", "tests/test_docs.py", "tests/test_package.py")
