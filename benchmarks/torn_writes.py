"""Whether a file that is being written is ever half: killed, and with a full disk.

    python benchmarks/torn_writes.py [--moments 50] [--seed 1] [--old-way]

Each format is written over an old file: by the function of every command (JSON, CSV, XLSX, Parquet,
HTML, PNG, TOML, text), by the methods of a survey, and as an entry of the OCR cache. A child that
writes is killed (SIGKILL) at random moments, and a disk is filled to a random number of free bytes
(a small tmpfs where the user may mount one, else a limit of the file's size). After each the file
must be the old or the new one. Prints a line per format; exit status 1 if any file was neither.
``--old-way`` writes as ``Path.write_bytes`` does, to show that the check can fail.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from kyoten_extract import Survey, extract, read_table, validate
from kyoten_extract.cli import results
from kyoten_extract.layout.infer_layout import infer_layout, to_toml
from kyoten_extract.output import export
from kyoten_extract.output.report import text_report
from kyoten_extract.workers import whole_file

FIXTURE = Path(__file__).parents[1] / "tests" / "fixtures" / "calc.pdf"
Write = Callable[[Path], None]
# Bytes of one write of the child, and seconds after each, so that a kill comes in the midst.
PIECE, PAUSE = 2048, 0.0002
DISK = 4 << 20
# What each child that writes told its beginning through.
_PIPES: dict[int, int] = {}


def writers(*, old_way: bool = False) -> dict[str, Write]:
    """What writes each format to a path."""
    survey = extract(FIXTURE)
    table = read_table(FIXTURE)
    report = validate(survey)
    picture = io.BytesIO()
    Image.effect_noise((300, 200), 60).save(picture, "PNG")
    made = {form: export.to_bytes(survey, form) for form in ("json", "csv", "xlsx", "parquet")}
    made["html"] = report.to_html().encode()
    made["text"] = (text_report.plain(report) * 40).encode()
    made["toml"] = to_toml(infer_layout(table, "mine"), "calc.pdf").encode()
    made["png"] = picture.getvalue()

    def command(data: bytes, form: str) -> Write:
        if old_way:
            return lambda path: _in_pieces(path, data)
        return lambda path: results.write(data, path, form)

    found = {f"-o {form}": command(data, form) for form, data in made.items()}
    if not old_way:
        found |= methods(survey)
        found["cache"] = lambda path: whole_file.write_whole(path, made["json"], sync=False)
    return found


def methods(survey: Survey) -> dict[str, Write]:
    """The methods of a survey that write to a path."""
    return {"to_csv": survey.to_csv, "to_excel": survey.to_excel, "to_parquet": survey.to_parquet}


def _in_pieces(path: Path, data: bytes) -> None:
    with path.open("wb", buffering=0) as file:
        whole_file.write_all(file.fileno(), data)


def killed(write: Write, folder: Path, moments: int, chance: random.Random) -> tuple[int, int, int]:
    """Kill a child that writes at random moments; how often the file was old, new, neither."""
    target = folder / "target"
    write(target)
    whole = _content(target)
    longest = _seconds(write, target) * 1.1
    counts = {"old": 0, "new": 0, "neither": 0}
    for _ in range(moments):
        target.write_bytes(b"the old file")
        child = _begun(write, target)
        time.sleep(chance.random() * longest)
        os.kill(child, signal.SIGKILL)
        _ended(child)
        counts[_state(target, whole)] += 1
    for left in folder.glob(".kyoten-*"):  # a kill leaves them; nothing reads them
        left.unlink()
    return counts["old"], counts["new"], counts["neither"]


def filled(write: Write, folder: Path, moments: int, chance: random.Random) -> tuple[int, int, int]:
    """Write with a random number of bytes free; as :func:`killed`. A new file fails the check
    too where the error was not raised, and so does a temporary file that is left.
    """
    target = folder / "target"
    write(target)
    whole, size = _content(target), target.stat().st_size
    counts = {"old": 0, "new": 0, "neither": 0}
    for _ in range(moments):
        target.write_bytes(b"the old file")
        with _free(folder, chance.randrange(size)):
            try:
                write(target)
                failed = False
            except OSError:
                failed = True
        state = _state(target, whole)
        right = state == ("old" if failed else "new") and not list(folder.glob(".kyoten-*"))
        counts[state if right else "neither"] += 1
    return counts["old"], counts["new"], counts["neither"]


@contextmanager
def _free(folder: Path, size: int) -> Iterator[None]:
    """Leave ``size`` bytes on the disk of ``folder`` if it is a small one; else limit files."""
    ballast = folder / "ballast"
    if os.path.ismount(folder):
        space = os.statvfs(folder)
        ballast.write_bytes(b"\0" * max(space.f_bavail * space.f_frsize - size, 0))
        try:
            yield
        finally:
            ballast.unlink()
        return
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        signal.signal(signal.SIGXFSZ, former)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a small disk at ``folder``, where the user may; whether it was."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", str(folder)], check=True)


def _begun(write: Write, target: Path) -> int:
    """A child that has begun to write, slowly: to make the bytes may take most of its time."""
    ready, begun = os.pipe()
    child = os.fork()
    if not child:
        write_piece = os.write

        def in_pieces(descriptor: int, data: bytes) -> int:
            write_piece(begun, b"!")
            time.sleep(PAUSE)
            return write_piece(descriptor, bytes(data[:PIECE]))

        os.write = in_pieces  # type: ignore[assignment]
        write(target)
        os._exit(0)
    os.close(begun)
    os.read(ready, 1)
    _PIPES[child] = ready
    return child


def _seconds(write: Write, target: Path) -> float:
    """Seconds that a child takes to write, once it has begun."""
    child = _begun(write, target)
    started = time.monotonic()
    _ended(child)
    return time.monotonic() - started


def _ended(child: int) -> None:
    os.waitpid(child, 0)
    os.close(_PIPES.pop(child))


def _content(target: Path) -> object:
    """What is compared: the bytes, without the time of writing that a workbook has in it."""
    data = target.read_bytes()
    if not data.startswith(b"PK"):
        return data
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = [n for n in archive.namelist() if n != "docProps/core.xml"]
            return [(name, archive.read(name)) for name in names]
    except BadZipFile:
        return data


def _state(target: Path, whole: object) -> str:
    if target.exists() and target.read_bytes() == b"the old file":
        return "old"
    return "new" if target.exists() and _content(target) == whole else "neither"


def main() -> int:
    """Run all formats, and print what became of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--old-way", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    torn = 0
    with tempfile.TemporaryDirectory() as name:
        own, disk = Path(name) / "own", Path(name) / "disk"
        own.mkdir(), disk.mkdir()
        print(f"{'':14}   killed: old  new  neither    full disk: old  new  neither")
        with small_disk(disk) as mounted:
            for form, write in writers(old_way=options.old_way).items():
                by_kill = killed(write, own, options.moments, chance)
                by_disk = filled(write, disk, options.moments, chance)
                torn += by_kill[2] + by_disk[2]
                columns = "".join(f"{n:{w}}" for n, w in zip(by_kill, (14, 5, 9), strict=True))
                columns += "".join(f"{n:{w}}" for n, w in zip(by_disk, (18, 5, 9), strict=True))
                print(f"{form:14}{columns}")
        print("full disk: a tmpfs" if mounted else "full disk: a limit of the file's size")
    return 1 if torn else 0


if __name__ == "__main__":
    sys.exit(main())
