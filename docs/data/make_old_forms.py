"""Write ``old_forms.tsv``, and add to ``chinese_forms.tsv`` what the Unihan database leaves out.

python docs/data/make_old_forms.py

Needs the package opencc-python-reimplemented, for its tables of simplified characters and of the
forms that Japanese reformed. A line has an old form and the modern one.
"""

from __future__ import annotations

from pathlib import Path

import opencc

# The Unihan database leads to the old forms of these.
_MODERN = {"厕": "厠", "搅": "撹", "栈": "桟", "绳": "縄", "聪": "聡", "铺": "舗"}
_ROOT = Path(__file__).parents[2] / "src/kyoten_extract/text/data"


def table(name: str) -> dict[str, list[str]]:
    """One of the package's tables: characters, and what each is converted to."""
    path = Path(opencc.__file__).parent / "dictionary" / name
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {parts[0]: parts[1].split() for parts in lines if len(parts[0]) == 1}


def in_jis(char: str) -> bool:
    """Whether JIS X 0208 has ``char``."""
    try:
        return len(char) == 1 and char.encode("iso2022_jp") != char.encode()
    except UnicodeEncodeError:
        return False


def main() -> None:
    """Write the two files."""
    modern = {old: forms[0] for old, forms in table("JPVariants.txt").items()}
    lines = (f"{old}\t{form}\n" for old, form in sorted(modern.items()))
    (_ROOT / "old_forms.tsv").write_text("".join(lines), encoding="utf-8")

    path = _ROOT / "chinese_forms.tsv"
    printed = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in printed if line.startswith("#")]
    known = dict(line.split("\t") for line in printed if not line.startswith("#"))
    for char, forms in table("STCharacters.txt").items():
        # One that is kept beside its old form too (仿) has no one counterpart.
        if "\u4e00" <= char <= "\u9fff" and not in_jis(char) and char not in forms:
            known.setdefault(char, "".join(filter(in_jis, (modern.get(f, f) for f in forms))))
    known |= _MODERN
    lines = (f"{char}\t{forms}\n" for char, forms in sorted(known.items()) if forms)
    path.write_text("".join([*(f"{line}\n" for line in comments), *lines]), encoding="utf-8")


if __name__ == "__main__":
    main()
