#!/usr/bin/env bash
# Starts a silo with simulated models, has one plan of this folder answer a text, shows its tree, and ends the silo.
#   examples/run-plan.sh decompose "Shall I open a bicycle shop?"
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
plan="$here/${1:?the name of a plan, such as decompose}.plan.yaml"
shift
data=$(mktemp -d)
dotnet build "$here/../src/Mesh.Silo" -c Release -v q --nologo
dotnet build "$here/../src/Mesh.Cli" -c Release -v q --nologo
tools=
if [ "$(basename "$plan")" = tools.plan.yaml ]; then
  dotnet build "$here/../tests/Mesh.FakeUpstream" -c Release -v q --nologo
  dotnet "$here/../tests/Mesh.FakeUpstream/bin/Release/net10.0/Mesh.FakeUpstream.dll" --tools --port 8099 > "$data/tools.log" 2>&1 &
  tools=$!
fi
dotnet "$here/../src/Mesh.Silo/bin/Release/net10.0/Mesh.Silo.dll" --catalog "$here/plans.catalog.yaml" --data "$data" > "$data/silo.log" 2>&1 &
silo=$!
trap 'kill $silo $tools 2> /dev/null || true; wait $silo $tools 2> /dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 100); do
  # A silo that found its ports taken has ended: another one would answer in its place.
  kill -0 $silo 2> /dev/null || { cat "$data/silo.log" >&2; exit 1; }
  if curl -fs http://127.0.0.1:8092/health/ready > /dev/null; then break; fi
  sleep 0.2
done
kill -0 $silo
dotnet "$here/../src/Mesh.Cli/bin/Release/net10.0/mesh.dll" run "$plan" --show-tree "$@"
