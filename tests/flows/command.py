"""The command without a process of its own: what a person would see of it, in a fraction of the time.

`tests/flows/test_cli.py` starts real processes; where what matters is what a command says and does, this is enough.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock


def throughline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `throughline arguments` in `folder` and return what a process would have given."""
    from flows.cli import main

    kept = {key: value for key, value in os.environ.items() if not key.startswith(("THROUGHLINE", "PREFECT"))}
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, kept | {"COLUMNS": "100"}, clear=True),
        mock.patch.object(sys, "argv", ["throughline", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = _status_of(main)
    return subprocess.CompletedProcess(["throughline", *arguments], status, out.getvalue(), err.getvalue())


def _status_of(main: object) -> int:
    try:
        main()  # type: ignore[operator]
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
