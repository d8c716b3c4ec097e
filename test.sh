#!/usr/bin/env bash
# Restores, builds, checks the format and runs every test project; the last line sums the results.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: install it and run again."; exit 1; }
dotnet restore MeshSilo.sln --locked-mode || exit 1
dotnet build MeshSilo.sln --no-restore -c Release -v q || exit 1
dotnet format MeshSilo.sln --no-restore --verify-no-changes || { echo "Run 'dotnet format MeshSilo.sln'."; exit 1; }
out=$(mktemp); trap 'rm -f "$out"' EXIT
dotnet test MeshSilo.sln --no-build -c Release 2>&1 | tee "$out"; code=${PIPESTATUS[0]}
read -r passed failed skipped < <(grep -E '^(Passed|Failed|Skipped)! ' "$out" | tr -d ',' |
  awk '{for(i=1;i<NF;i++){if($i=="Failed:")f+=$(i+1);if($i=="Passed:")p+=$(i+1);if($i=="Skipped:")s+=$(i+1)}} END{print p+0,f+0,s+0}')
if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then echo "No test ran."; code=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
