"""Files are written whole or not at all, and never over what is read or written already."""

from __future__ import annotations

import errno
import io
import os
import random
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import corpus
from kyoten_extract.cli.commands import main
from kyoten_extract.findings import explain
from kyoten_extract.model.survey import Survey
from kyoten_extract.output import export
from kyoten_extract.workers import whole_file
from kyoten_extract.workers.whole_file import write_target, write_whole
from shared_results import survey_of

CALC = corpus.FIXTURES / "calc.pdf"
POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX only")


def status_of(*arguments: object) -> int:
    """The exit status of a command that is run in this process."""
    former, sys.argv = sys.argv, ["kyoten", *map(str, arguments)]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = former
    return 0


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A survey's JSON, which the commands read in no time."""
    path = tmp_path / "s.json"
    path.write_bytes(export.to_bytes(survey_of(CALC), "json"))
    return path


# --- One file ---


def test_a_new_file_and_one_that_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "x"
    write_whole(target, b"one")
    assert target.read_bytes() == b"one"
    write_whole(target, b"two")
    assert target.read_bytes() == b"two"
    assert names(tmp_path) == ["x"]


@POSIX
def test_the_mode_is_kept_and_a_link_is_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "x", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "y", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "y").stat().st_mode) == 0o640
    (tmp_path / "hanging").symlink_to(tmp_path / "z")
    write_whole(tmp_path / "hanging", b"z")
    assert (tmp_path / "z").read_bytes() == b"z"


def test_a_name_as_long_as_a_name_can_be(tmp_path: Path) -> None:
    target = tmp_path / ("n" * 200)
    write_whole(target, b"x")
    assert target.read_bytes() == b"x"


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_what_fails_leaves_the_old_file_alone(
    failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")

    def half(descriptor: int, data: bytes) -> None:
        os.write(descriptor, data[: len(data) // 2])
        raise failure

    monkeypatch.setattr(whole_file, "write_all", half)
    with pytest.raises(type(failure)) as told:
        write_whole(target, b"the new one")
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["x"]
    if isinstance(told.value, OSError):
        assert told.value.filename == str(target)


@POSIX
def test_what_is_no_file_is_written_straight(tmp_path: Path) -> None:
    write_whole("/dev/null", b"x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"through")
    assert os.read(reader, 99) == b"through"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    os.close(reader)
    # A file that is open already is neither cut nor replaced.
    log = tmp_path / "log"
    log.write_bytes(b"before ")
    with log.open("ab") as file:
        write_whole(f"/dev/fd/{file.fileno()}", b"after")
    assert log.read_bytes() == b"before after"


def test_a_stream_that_takes_a_part_gets_the_rest() -> None:
    class Slow:
        data = b""

        def write(self, piece: bytes) -> int:
            self.data += bytes(piece[:7])
            return len(piece[:7])

    slow = Slow()
    write_target(slow, b"abcdefghij" * 5)  # type: ignore[arg-type]
    assert slow.data == b"abcdefghij" * 5


def state(data: bytes, form: str, survey: Survey) -> str:
    """Whether a file is the old one, the new one, or a part."""
    if data == b"old":
        return "old"
    if form == "csv":
        return "new" if data == export.to_bytes(survey, "csv") else "part"
    # A workbook has the time of writing in it.
    stream = io.BytesIO(data)
    return "new" if zipfile.is_zipfile(stream) and not zipfile.ZipFile(stream).testzip() else "part"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_kill_leaves_the_old_file_or_the_new(form: str, tmp_path: Path) -> None:
    """A short run of ``benchmarks/torn_writes.py``: the methods of a survey."""
    survey = survey_of(CALC)
    write: Callable[[Path], None] = survey.to_csv if form == "csv" else survey.to_excel
    target, chance = tmp_path / "x", random.Random(form)
    write(target)
    size = target.stat().st_size
    seen = set()
    for _ in range(6):
        target.write_bytes(b"old")
        child = os.fork()
        if not child:
            real = os.write

            def slow(descriptor: int, data: bytes, real: Callable[..., int] = real) -> int:
                time.sleep(0.001)
                return real(descriptor, bytes(data[:1024]))

            os.write = slow  # type: ignore[assignment]
            write(target)
            os._exit(0)
        # The child is killed once a part of the file is on the disk, if it is not done before.
        part = chance.randrange(size)
        while not os.waitpid(child, os.WNOHANG)[0]:
            if any(f.stat().st_size > part for f in tmp_path.glob(".kyoten-*") if f.exists()):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                break
            time.sleep(0.0005)
        seen.add(state(target.read_bytes(), form, survey))
        for left in tmp_path.glob(".kyoten-*"):
            left.unlink()
    assert seen <= {"old", "new"}
    assert "old" in seen


@POSIX
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, saved: Path) -> None:
    target = tmp_path / "r.html"
    target.write_bytes(b"old")
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "from kyoten_extract.cli.commands import main; main()"
    )
    command = [sys.executable, "-c", limited, "validate", saved, "--format", "html", "-o", target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kyoten: {target}: ")
    assert len(done.stderr.splitlines()) == 1
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["r.html", "s.json"]


# --- Outputs that are inputs, or one another ---


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", "IN", "-o", "IN", "--format", "json"),
        ("extract", "IN", "--report", "IN"),
        ("extract", "IN", "-o", "x.json", "--report", "x.json"),
        ("extract", "IN", "-o", "x.json", "--report", "./sub/../x.json"),
        ("extract", "IN", "-o", "x.json", "--corrections", "X.JSON"),
        ("extract", "IN", "-o", "x.json", "--corrections", "IN"),
        ("extract", "IN", "--layout", "l.toml", "-o", "l.toml", "--format", "csv"),
        ("extract", "IN", "--report", "symbolic"),
        ("extract", "IN", "--report", "hard"),
        ("extract", "IN", "-o", "none/x.json"),
        ("extract", "IN", "-o", "sub", "--format", "json"),
        ("extract", "IN", "--report", "IN/x.html"),
        ("extract", "IN", "--report", "n" * 400),
        ("extract", "IN", "-o", "c.json", "--cache", "c.json"),
        ("validate", "IN", "-o", "IN"),
        ("validate", "IN", "--format", "html", "--document", "s.json", "-o", "s.json"),
        ("diff", "s.json", "IN", "-o", "IN", "--format", "csv"),
        ("diff", "s.json", "IN", "-o", "s.json"),
        ("panel", "s.json", "IN", "-o", "s.json", "--format", "csv"),
        ("panel", "s.json", "IN", "-o", "x.csv", "--columns", "IN"),
        ("panel", "s.json", "IN", "-o", "x.csv", "--columns", "x.csv"),
        ("table", "IN", "-o", "IN", "--format", "csv"),
        ("table", "out-3.csv", "--all", "-o", "out.csv"),
        ("debug", "in.png", "--page", "1", "-o", "in.png"),
        ("layout", "IN", "--infer", "-o", "IN"),
        ("layout", "IN", "--layout", "l.toml", "-o", "l.toml"),
    ],
    ids=lambda arguments: " ".join(arguments)[:60],
)
def test_an_output_that_is_read_or_written_already_is_an_error(
    arguments: tuple[str, ...],
    saved: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = saved.parent
    monkeypatch.chdir(folder)
    data = CALC.read_bytes()
    for name in ("in.pdf", "in.png", "out-3.csv"):
        Path(name).write_bytes(data)
    Path("sub").mkdir()
    Path("l.toml").write_bytes(b"")
    os.link("in.pdf", "hard")
    Path("symbolic").symlink_to("in.pdf")
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    # It is found before anything is read.
    for module in ("editions.saved_survey", "engines.source"):
        monkeypatch.setattr(f"kyoten_extract.{module}.load", None)
    monkeypatch.setattr("kyoten_extract.pipeline.load", None)
    assert status_of(*(a.replace("IN", "in.pdf") for a in arguments)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.startswith("kyoten: ")
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@POSIX
def test_a_protected_file_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so access is taken away by other means.
    monkeypatch.setattr(os, "access", lambda _, mode: mode == os.R_OK)
    assert status_of("extract", CALC, "-o", tmp_path / "x.json") == 2
    (tmp_path / "y.json").write_bytes(b"old")
    assert status_of("extract", CALC, "-o", tmp_path / "y.json") == 2
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "y.json", b"new")
    assert (tmp_path / "y.json").read_bytes() == b"old"


def test_standard_output_that_is_the_file_of_an_option(saved: Path) -> None:
    command = [sys.executable, "-m", "kyoten_extract", "diff", saved, saved]
    with saved.open("ab") as file:
        done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "standard output is a file that is read" in done.stderr


def test_one_file_twice_where_it_keeps_nothing(saved: Path, tmp_path: Path) -> None:
    assert status_of("panel", saved, saved, "-o", os.devnull, "--format", "csv",
                     "--columns", os.devnull) == 0  # fmt: skip
    assert status_of("validate", saved, "-o", tmp_path / "r.txt") == 1
    assert (tmp_path / "r.txt").read_bytes()


# --- Standard output ---


def run(arguments: list[object], **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kyoten_extract", *map(str, arguments)]
    return subprocess.run(command, check=False, **options)  # type: ignore[call-overload,no-any-return]


@POSIX
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_does_not_block_gets_all(unbuffered: str) -> None:
    import fcntl

    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, 4096)
    command = [sys.executable, "-m", "kyoten_extract", "explain", "--format", "markdown"]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with subprocess.Popen(command, stdout=theirs, env=environment) as child:
        os.close(theirs)
        with os.fdopen(ours, "rb", buffering=0) as pipe:
            data = pipe.read(100)
            time.sleep(0.3)  # The pipe fills.
            while piece := pipe.read(65536):
                data += piece
    assert data.decode() == explain.markdown()
    assert len(data) > 20_000
    assert child.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", [["explain"], ["--help"]], ids=" ".join)
def test_a_full_disk_is_status_2(arguments: list[object], unbuffered: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        done = run(arguments, stdout=full, stderr=subprocess.PIPE, env=environment)
    assert done.returncode == 2
    assert done.stderr == b"kyoten: standard output: No space left on device\n"


@POSIX
@pytest.mark.parametrize(
    "how",
    [
        "| head -c 9",
        "<&- >&- 2>&-",
        *(pytest.param(h, marks=pytest.mark.slow) for h in (">&-", "2>&-", ">&- 2>/dev/full")),
    ],
)
def test_closed_streams_change_no_status(how: str, saved: Path) -> None:
    command = f'"{sys.executable}" -m kyoten_extract validate "{saved}" {how}; '
    command += 'echo "${PIPESTATUS[0]}" >"$0"'
    status = saved.parent / "status"
    done = subprocess.run(["bash", "-c", command, status], capture_output=True, check=False)
    assert status.read_text().strip() == "1"  # findings
    assert done.stderr == b""
