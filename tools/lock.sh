#!/usr/bin/env bash
# Renew requirements/*.lock from pyproject.toml: universal, hashed, naming no package index.
# usage: lock.sh UV [more options of uv pip compile]
set -euo pipefail
uv=$1
shift
cd "$(dirname "$0")/.."
options=(--quiet --universal --constraint requirements/constraints.in --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
  --no-header --no-annotate --upgrade "$@")
"$uv" pip compile "${options[@]}" -o requirements/runtime.lock pyproject.toml requirements/build.in
"$uv" pip compile "${options[@]}" --extra development --constraint requirements/runtime.lock \
  -o requirements/development.lock pyproject.toml requirements/build.in
