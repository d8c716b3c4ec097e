#!/usr/bin/env bash
# Installs what tests need and this machine lacks (as root on Debian), restores, builds, checks the format and runs every test
# project. Prints the failures, why tests were skipped, and a last line that sums the results. Needs the .NET 10 SDK.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
# No process here lives long enough to earn back what gathering a profile of it costs: an eighth to a fifth of the tests' processor time.
export DOTNET_TieredPGO=0
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: install it and run again."; exit 1; }

# Only the programs are wanted: a policy-rc.d that answers 101 keeps the packages from starting their services.
install_programs() {
  local policy=/usr/sbin/policy-rc.d made='' code
  if [ ! -e $policy ]; then printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && made=1; fi
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"; } >/dev/null 2>&1; code=$?
  if [ "$made" ]; then rm -f $policy; fi
  return $code
}

# Program and Debian package. Tests that lack their program are skipped and say so.
lacking=()
for pair in redis-server:redis-server promtool:prometheus node:nodejs npm:npm openssl:openssl shellcheck:shellcheck ip:iproute2 iptables:iptables; do
  command -v "${pair%%:*}" >/dev/null || lacking+=("${pair##*:}")
done
if [ ${#lacking[@]} -gt 0 ]; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    install_programs "${lacking[@]}" || echo "Could not install ${lacking[*]}; tests that need them are skipped."
  else
    echo "Not installed: ${lacking[*]}; tests that need them are skipped."
  fi
fi
command -v kubectl >/dev/null || echo "Not installed: kubectl (Debian has none that is new enough); tests of k8s/ are skipped."
if command -v npm >/dev/null && [ ! -d tests/tools/node_modules ]; then
  npm ci --prefix tests/tools --no-audit --no-fund --silent || echo "npm could not fetch tests/tools; tests that need it are skipped."
fi

dotnet restore MeshSilo.sln --locked-mode -v q || exit 1
# One compiler for all projects halves the time of a build; it would stay for ten minutes.
dotnet build MeshSilo.sln --no-restore -c Release -v q -p:UseSharedCompilation=true || exit 1
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
out=$(mktemp); form=$(mktemp); trap 'rm -f "$out" "$form"' EXIT
# The format is checked beside tests that mostly wait. Clusters measure times, so they come after the others and after that. Their tests that
# take minutes each are left to releases: see docs/reliability.md.
dotnet format MeshSilo.sln --no-restore --verify-no-changes >"$form" 2>&1 & formatting=$!
# No test takes minutes: one that does has hung, and ends its project with its name.
hang=(--blame-hang-timeout 8m --blame-hang-dump-type none)
dotnet test MeshSilo.sln --no-build -c Release "${hang[@]}" --filter 'FullyQualifiedName!~Mesh.Cluster.Tests&Length!=Long' 2>&1 | tee "$out"; others=${PIPESTATUS[0]}
wait $formatting || { cat "$form"; echo "Run 'dotnet format MeshSilo.sln'."; exit 1; }
dotnet test tests/Mesh.Cluster.Tests --no-build -c Release "${hang[@]}" --filter Length!=Long 2>&1 | tee -a "$out"; code=${PIPESTATUS[0]}
if [ "$code" -eq 0 ]; then code=$others; fi
read -r passed failed skipped < <(grep -E '^(Passed|Failed|Skipped)! ' "$out" | tr -d ',' |
  awk '{for(i=1;i<NF;i++){if($i=="Failed:")f+=$(i+1);if($i=="Passed:")p+=$(i+1);if($i=="Skipped:")s+=$(i+1)}} END{print p+0,f+0,s+0}')
if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then echo "No test ran."; code=1; fi
if [ "$failed" -gt 0 ]; then echo; echo "Failed:"; grep -E '^  Failed ' "$out" | sort -u; fi
if [ "$skipped" -gt 0 ]; then echo; echo "Skipped for want of a program or data (see the reasons above)."; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
