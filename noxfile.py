"""Sessions of nox: ``nox`` runs all, ``nox -s lint`` one, ``nox --no-venv`` in this environment."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.4"
nox.options.reuse_existing_virtualenvs = True
# "pythons" runs the same tests once for each Python: ask for it.
nox.options.sessions = ["lint", "types", "tests", "tests_without_fonts", "wheel", "docs", "dist"]

PYTHONS = ["3.11", "3.12", "3.13"]
# Megabytes: what a wheel may weigh.
LARGEST_WHEEL = 1.5
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
def coverage(session: nox.Session) -> None:
    """How much of the package the default tests run; apart from .ci/run, as it takes longer."""
    install(session, ".[dev]")
    measured = ["--cov=kyoten_extract", "--cov-report=term:skip-covered"]
    session.run("pytest", "-q", *measured, "--cov-fail-under=94", *session.posargs)


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


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """Run the default tests on each Python that is there; a missing one is skipped."""
    install(session, ".[test]")
    session.run("pytest", "-q", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site, strictly and offline; check its examples, links and generated pages."""
    install(session, ".[dev]")
    session.run("python", "docs/site/build.py", *session.posargs)
    tests = ("tests/test_docs.py", "tests/test_docs_site.py", "tests/test_package.py")
    session.run("python", "-m", "pytest", "-q", "-n", "0", *tests)


@nox.session
def dist(session: nox.Session) -> None:
    """Build sdist and the wheel for any machine, and check what is in them, and their size."""
    if session.virtualenv.is_sandboxed:
        session.install("-q", "build", "check-wheel-contents", "twine", "zopfli")
    folder = Path(session.create_tmp()) / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    pure = {"KYOTEN_EXTRACT_PURE_PYTHON": "1"}
    session.run("python", "-m", "build", "--outdir", str(folder), ".", env=pure)
    (built,) = folder.glob("*.whl")
    session.run("python", ".ci/pack_wheel", str(built))
    session.run("twine", "check", "--strict", *map(str, sorted(folder.iterdir())))
    session.run("check-wheel-contents", str(built))
    size = built.stat().st_size / 1e6
    session.log(f"{built.name}: {size:.2f} MB")
    if size > LARGEST_WHEEL:
        session.error(f"the wheel is larger than {LARGEST_WHEEL} MB")
