#!/usr/bin/env bash
# Follows the README as a new user would: clones this checkout into an empty folder, watches a generated market in a
# terminal of its own, and runs all tests. Needs git, Node 20, npm and script(1).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export MRM_DATA=${MRM_DATA:-$root/../shared/data}

git clone --quiet "$root" "$folder/mrm"
cd "$folder/mrm"
started=$SECONDS
# script(1) lends it a terminal, so that it shows its live view.
script --quiet --return --command 'NO_COLOR=1 ./mrm paper --duration 10' "$folder/screen.txt" >/dev/null
grep -aq 'PAPER  BTCUSDT generated spot' "$folder/screen.txt" || { echo 'no live market was shown' >&2; exit 1; }
echo "a live generated market after at most $((SECONDS - started)) s, ten of them watched"
./mrm test
