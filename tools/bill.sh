#!/usr/bin/env bash
# Write a bill of materials of the locked packages, and audit them for known vulnerabilities; needs the network.
# Exit code 1: a vulnerability is known, or the bill is not of what is locked; 3: nobody could look, which is not "none".
# usage: bill.sh UV FOLDER
set -euo pipefail
uv=$1
into=$2
cd "$(dirname "$0")/.."
mkdir -p "$into"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

could_not() {
  echo "could not $1: nothing is known of the vulnerabilities of these packages, which is not \"none\"" >&2
  exit 3
}

"$uv" tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements/runtime.lock \
  --pyproject pyproject.toml --output-reproducible --output-format JSON --output-file "$into/absentia.cdx.json" ||
  could_not "write the bill of materials (is there a network?)"
locked=$(grep -c '^[a-z0-9].*==' requirements/runtime.lock)
listed=$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["components"]))' "$into/absentia.cdx.json")
if [ "$locked" != "$listed" ]; then
  echo "the bill of materials lists $listed packages of $locked" >&2
  exit 1
fi
# packages for every system and Python are looked up, not only this one's; two versions of one in a round each
python3 tools/audit.py rounds "$work" requirements/runtime.lock requirements/development.lock
for round in "$work"/*.txt; do
  # strict: a package that could not be looked up is no package without a vulnerability
  "$uv" tool run --from pip-audit==2.10.1 pip-audit --strict --disable-pip --no-deps --progress-spinner off \
    --requirement "$round" --format json --output "$round.json" || true
done
python3 tools/audit.py judge "$work" || { [ $? = 3 ] && could_not "look up every package"; exit 1; }
