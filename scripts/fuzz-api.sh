#!/usr/bin/env bash
# Runs Schemathesis over the OpenAPI document of an instance of its own, and fails when an answer is a 5xx or does not
# fit its schema. It is installed into a temporary folder (PyPI). Arguments go to `schemathesis run`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
pid=
finish() {
  [ -z "$pid" ] || { kill -TERM "$pid" 2>/dev/null && wait "$pid"; } || :
  rm -rf "$work"
}
trap finish EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet schemathesis
./mrm start --home "$work/home" --port 0 --json >"$work/started" &
pid=$!
until [ -s "$work/started" ]; do kill -0 "$pid" && sleep 0.2; done
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$2"; }
address=$(field address "$work/started")
token=$(field token "$work/home/token.json")

"$work/venv/bin/schemathesis" run "$address/api/openapi.json" --url "$address" \
  --header "Authorization: Bearer $token" \
  --exclude-path /api/live --exclude-path /api/backups \
  --rate-limit 1000/m \
  --checks not_a_server_error,response_schema_conformance,content_type_conformance \
  --max-examples 60 --seed 1 "$@"
