"""Compiled modules are kept for the next process: a run starts a hundred, and each would compile 700 files anew."""

import os
import sys
from pathlib import Path

# Where nothing may be written beside the source, it is kept in the venv, which goes with `make clean`.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(sys.prefix) / "pycache")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
