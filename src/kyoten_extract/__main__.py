"""``python -m kyoten_extract``."""

from kyoten_extract.cli.commands import program

# A process that is spawned imports this module again, under another name.
if __name__ == "__main__":
    program()
