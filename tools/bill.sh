#!/usr/bin/env bash
# Write a bill of materials of the locked packages, and audit them for known vulnerabilities; needs the network.
# usage: bill.sh UV FOLDER
set -euo pipefail
uv=$1
into=$2
cd "$(dirname "$0")/.."
mkdir -p "$into"
"$uv" tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements/runtime.lock \
  --pyproject pyproject.toml --output-reproducible --output-format JSON --output-file "$into/absentia.cdx.json"
locked=$(grep -c '^[a-z0-9].*==' requirements/runtime.lock)
listed=$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["components"]))' "$into/absentia.cdx.json")
if [ "$locked" != "$listed" ]; then
  echo "the bill of materials lists $listed packages of $locked" >&2
  exit 1
fi
for lock in runtime development; do
  # strict: a package that could not be looked up is no package without a vulnerability
  "$uv" tool run --from pip-audit==2.10.1 pip-audit --strict --disable-pip --require-hashes --progress-spinner off \
    --requirement "requirements/$lock.lock"
done
