"""``python -m kyoten_extract``."""

from kyoten_extract.cli import main

main()
