#!/usr/bin/env bash
# Writes the files of which kustomization.yaml makes Secrets, and prints the key of an administrator, once. Needs openssl and the
# mesh tool: MESH names it when it is not built here. What is there already is kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
files=${1:-$here/files}
read -ra mesh <<<"${MESH:-dotnet run --project $here/../../src/Mesh.Cli --}"
umask 077
mkdir -p "$files"

[ -e "$files/secret" ] || openssl rand -hex 32 >"$files/secret"
if [ ! -e "$files/auth.conf" ]; then
  password=$(openssl rand -hex 32)
  echo "requirepass $password" >"$files/auth.conf"
  # No end of line: it would be part of the connection.
  printf 'meshsilo-redis:6379,password=%s' "$password" >"$files/connection"
fi
[ -e "$files/keys.yaml" ] || "${mesh[@]}" keys create operator --scope admin --keys "$files/keys.yaml"
