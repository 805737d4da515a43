#!/usr/bin/env bash
# Print the path of a Chromium; with --install, get Debian's where there is none and we are root.
# Tests that need a browser skip with a reason where this finds nothing.
set -u
find_one() {
  for name in "${ABSENTIA_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  return 1
}
find_one && exit 0
if [ "${1:-}" = "--install" ] && [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null; then
  echo "absentia: installing Debian's chromium for the browser tests" >&2
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null 2>&1
  find_one && exit 0
fi
echo "absentia: no Chromium found; browser tests will be skipped (apt-get install chromium, or set ABSENTIA_CHROMIUM)" >&2
exit 0
