#!/usr/bin/env bash
# Make a virtual environment with the locked packages and absentia itself, editable.
# usage: set_up.sh VENV LOCK
set -euo pipefail
venv=$1 lock=$2
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

suits='import sys, ensurepip; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else 1)'
if [ ! -x "$venv/bin/python" ]; then
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$suits" >/dev/null 2>&1; then
      echo "absentia: making $venv with $("$candidate" --version)" >&2
      "$candidate" -m venv "$venv" && break
    fi
  done
fi
if [ ! -x "$venv/bin/python" ]; then
  echo "absentia: no Python 3.11 to 3.13 with the venv module was found." >&2
  echo "  Install one (on Debian: apt-get install python3 python3-venv), or name it: make test PYTHON=/path/to/python3.12" >&2
  exit 1
fi
echo "absentia: installing $lock" >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
# The build backend is part of the lock, so nothing unpinned is fetched here.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
