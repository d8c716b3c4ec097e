#!/usr/bin/env bash
# A cluster on this machine, for trying: a Redis, two edges and workers, each worker beside a fake vLLM engine.
#
#   ./scripts/cluster.sh [SILOS]    starts SILOS silos (3 unless it is said: two edges and a worker) and stops them at Ctrl-C
#   ./scripts/cluster.sh worker     starts one more worker with an engine of its own beside the running cluster
#
# Needs the .NET 10 SDK and redis-server. Everything listens on loopback alone. Variables:
#   MESH_PORTS    first port; each silo takes ten from there on [8090]
#   MESH_FOLDER   folder of logs, data and the secret; it is emptied at start [mesh-cluster-UID in the temporary folder]
#   MESH_BUILT    folder with Mesh.Silo.dll and Mesh.FakeUpstream.dll, to build nothing
#   MESH_TOKEN_MS milliseconds between two words of an answer [20]
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

root=$(cd "$(dirname "$0")/.." && pwd)
ports=${MESH_PORTS:-8090}
folder=${MESH_FOLDER:-${TMPDIR:-/tmp}/mesh-cluster-$(id -u)}
what=${1:-3}
most=9
pids=()
taken=

fail() { echo "$1" >&2; exit 1; }

# What was started last is asked first, and the Redis only once no silo needs it any more. After a failure the logs stay.
# shellcheck disable=SC2317 # it is called by a trap
stop() {
  local code=$? first=0
  trap - EXIT INT TERM
  if [[ $what != worker ]]; then first=1; fi
  for ((i = ${#pids[@]} - 1; i >= first; i--)); do kill -TERM "${pids[i]}" 2>/dev/null || true; done
  for pid in "${pids[@]:first}"; do wait "$pid" 2>/dev/null || true; done
  if [[ $first -eq 1 && ${#pids[@]} -gt 0 ]]; then
    kill -TERM "${pids[0]}" 2>/dev/null || true
    wait "${pids[0]}" 2>/dev/null || true
  fi
  if [[ $what == worker ]]; then rm -f "$folder/$taken"; elif [[ $code -eq 0 ]]; then rm -rf "$folder"; fi
}

# says NAME WORDS: waits until the log of the process that was started last has the words.
says() {
  local log=$folder/$1.log
  for ((tries = 0; tries < 600; tries++)); do
    if grep -q "$2" "$log" 2>/dev/null; then return; fi
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$log" >&2
  fail "$1 does not say '$2'; its log is above."
}

# start NAME WORDS COMMAND...: runs it in the background and waits until it says the words.
start() {
  local name=$1 words=$2; shift 2
  (cd "$folder" && exec "$@") >"$folder/$name.log" 2>&1 &
  pids+=($!)
  says "$name" "$words"
}

# silo NUMBER NAME ROLE OPTION...: the number chooses its ports.
silo() {
  local port=$((ports + 10 * $1)) name=$2 role=$3; shift 3
  start "$name" "MeshSilo is ready" dotnet "$bin_silo" --catalog "$folder/catalog.yaml" --data "$folder/$name" \
    --redis "127.0.0.1:$((ports + 9))" --cluster-secret "file:$folder/secret" --node "$name" --role "$role" \
    --http "http://127.0.0.1:$port" --grpc "http://127.0.0.1:$((port + 1))" --admin "http://127.0.0.1:$((port + 2))" \
    --relay "127.0.0.1:$((port + 3))" --silo "127.0.0.1:$((port + 4))" --drain-notice 1 --drain 5 --shutdown 10 "$@"
  echo "  $name  http://127.0.0.1:$port/v1  grpc http://127.0.0.1:$((port + 1))  admin http://127.0.0.1:$((port + 2))"
}

# worker NUMBER: its engine serves the same model as every other's.
worker() {
  local engine=$((ports + 10 * $1 + 5)) name=gpu-$(($1 - 1))
  start "$name-engine" "fake engine at" dotnet "$bin_engine" --engine vllm --port "$engine" --tokens 60 --token-ms "${MESH_TOKEN_MS:-20}"
  silo "$1" "$name" worker --engines "http://127.0.0.1:$engine"
  says "$name" "it serves"
}

build() {
  if [[ -n ${MESH_BUILT:-} ]]; then
    bin_silo=$MESH_BUILT/Mesh.Silo.dll bin_engine=$MESH_BUILT/Mesh.FakeUpstream.dll
    return
  fi
  echo "Building ..."
  for project in src/Mesh.Silo src/Mesh.Cli tests/Mesh.FakeUpstream; do
    dotnet build "$root/$project" -c Release -v q -clp:ErrorsOnly || fail "$project does not build."
  done
  bin_silo=$root/src/Mesh.Silo/bin/Release/net10.0/Mesh.Silo.dll bin_engine=$root/tests/Mesh.FakeUpstream/bin/Release/net10.0/Mesh.FakeUpstream.dll
}

running() { [[ -f $folder/pid ]] && kill -0 "$(cat "$folder/pid")" 2>/dev/null; }

# The folder holds the secret: it must be ours and nobody else's to read.
own_folder() {
  if [[ -e $folder ]]; then
    [[ -d $folder && ! -L $folder && -O $folder ]] || fail "$folder is not a folder of yours. Set MESH_FOLDER to another one."
    if running; then fail "A cluster runs in $folder already. End it, or set MESH_FOLDER and MESH_PORTS."; fi
    [[ -f $folder/pid || -z $(ls -A "$folder") ]] || fail "$folder has other things in it. Set MESH_FOLDER to another one."
    rm -rf "$folder"
  fi
  mkdir -m 700 "$folder"
  echo $$ >"$folder/pid"
}

catalog() {
  cat <<'YAML'
providers:
  node: { kind: openai-compatible, engine: vllm, local: true, baseUrl: http://127.0.0.1:8000/v1 }
models:
  llama-3.1-8b: { capabilities: [text, tools], context: 131072 }
endpoints:
  llama: { provider: node, model: llama-3.1-8b, node: "gpu-*" }   # one for each node that serves it: llama@gpu-1, ...
routes:
  auto: { candidates: ["*"] }
YAML
}

# A place is taken by making its file: two workers that start at once get different ones.
take() {
  taken=gpu-$(($1 - 1)).taken
  (set -o noclobber && : >"$folder/$taken") 2>/dev/null
}

one_more_worker() {
  local number=2
  running || fail "No cluster runs in $folder. Start one first: $0"
  until take $number; do
    number=$((number + 1))
    [[ $number -lt $most ]] || fail "There are $most silos already."
  done
  trap stop EXIT
  trap 'exit 0' INT TERM
  build
  worker "$number"
  echo "It serves; Ctrl-C ends it."
  wait -n "${pids[@]}" || true
  fail "A process ended by itself; the logs are in $folder."
}

cluster() {
  [[ $what =~ ^[0-9]+$ && $what -ge 3 && $what -le $most ]] || fail "usage: $0 [SILOS], from 3 to $most, or $0 worker"
  for program in dotnet redis-server; do command -v $program >/dev/null || fail "$program is missing (README.md says what is needed)."; done
  own_folder
  trap stop EXIT
  trap 'exit 0' INT TERM
  build
  head -c 32 /dev/urandom | base64 >"$folder/secret"
  chmod 600 "$folder/secret"
  catalog >"$folder/catalog.yaml"
  mkdir "$folder/redis"
  echo "Starting $what silos ..."
  start redis "Ready to accept connections" redis-server --bind 127.0.0.1 --port $((ports + 9)) --dir "$folder/redis" --appendonly yes --appendfsync always --save ""
  silo 0 edge-1 edge
  silo 1 edge-2 edge
  for ((number = 2; number < what; number++)); do take "$number"; worker "$number"; done
  cat <<TEXT

The cluster runs; logs are in $folder. Try, from $root:
  dotnet run -c Release --no-build --project src/Mesh.Cli -- top --grpc http://127.0.0.1:$((ports + 1)) --admin http://127.0.0.1:$((ports + 2))
  curl -N http://127.0.0.1:$((ports + 10))/v1/chat/completions -H 'content-type: application/json' \\
    -d '{"model":"auto","stream":true,"messages":[{"role":"user","content":"hello"}]}'
  ./scripts/cluster.sh worker      # one more node with an engine
Ctrl-C ends it.
TEXT
  wait -n "${pids[@]}" || true
  fail "A process ended by itself; the logs are in $folder."
}

if [[ $what == worker ]]; then one_more_worker; else cluster; fi
