"""``python -m kyoten_extract``."""

from kyoten_extract.cli.commands import main

main()
