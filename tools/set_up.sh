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
total=$(grep -c '^[a-zA-Z0-9]' "$lock")
echo "absentia: fetching $total packages of $lock" >&2
# one line for every ten packages: a slow network is told from one that stands still
"$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off --require-hashes --requirement "$lock" |
  awk -v total="$total" '
    /^Collecting / { n++; if (n % 10 == 0) { print "absentia:   " n " of " total ": " $2 > "/dev/stderr"; fflush() } }
    /^Installing collected packages/ { print "absentia:   unpacking them" > "/dev/stderr"; fflush() }'
# The build backend is part of the lock, so nothing unpinned is fetched here.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
