"""`python -m annolint` is the console script."""

from annolint.cli import main

main()
