"""`python -m robustgen` is the command `robustgen`."""

from robustgen.cli import main

if __name__ == "__main__":
    main()
