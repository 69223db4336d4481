"""The command line as a module: `python -m aifkg`."""

from aifkg.cli import main

if __name__ == "__main__":
    main()
