"""``python -m kyoten_extract``."""

from kyoten_extract.cli.commands import main

# A process that is spawned imports this module again, under another name.
if __name__ == "__main__":
    main()
