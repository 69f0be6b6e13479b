"""The door of `python -m isoledger`."""

import sys

from isoledger.cli import main

if __name__ == "__main__":
    sys.exit(main())
