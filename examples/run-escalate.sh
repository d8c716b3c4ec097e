#!/usr/bin/env bash
# Starts a silo with simulated models, asks a plan that hands over to a person, answers as that person would, and shows the plan's tree.
#   examples/run-escalate.sh "May I cancel the lease of my shop?" "Yes, by the end of the quarter."
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
question=${1:-May I cancel the lease of my shop?}
answer=${2:-Yes, by the end of the quarter.}
data=$(mktemp -d)
dotnet build "$here/../src/Mesh.Silo" -c Release -v q --nologo
dotnet build "$here/../src/Mesh.Cli" -c Release -v q --nologo
mesh() { dotnet "$here/../src/Mesh.Cli/bin/Release/net10.0/mesh.dll" "$@"; }
dotnet "$here/../src/Mesh.Silo/bin/Release/net10.0/Mesh.Silo.dll" --catalog "$here/plans.catalog.yaml" --data "$data" > "$data/silo.log" 2>&1 &
silo=$!
trap 'kill $silo 2> /dev/null || true; wait $silo 2> /dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 100); do
  # A silo that found its ports taken has ended: another one would answer in its place.
  kill -0 $silo 2> /dev/null || { cat "$data/silo.log" >&2; exit 1; }
  if curl -fs http://127.0.0.1:8092/health/ready > /dev/null; then break; fi
  sleep 0.2
done
kill -0 $silo
mesh run "$here/escalate.plan.yaml" --show-tree "$question" &
asked=$!
id=""
for _ in $(seq 50); do
  id=$(mesh reviews list --output json | grep -o 'rv_[A-Za-z0-9_-]*' | head -1 || true)
  if [ -n "$id" ]; then break; fi
  sleep 0.2
done
[ -n "$id" ] || { echo "No review came." >&2; exit 1; }
mesh reviews show "$id"
mesh reviews answer "$id" "$answer" > /dev/null
wait $asked
