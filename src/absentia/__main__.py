"""``python -m absentia``."""

from absentia.cli.main import main

main()
