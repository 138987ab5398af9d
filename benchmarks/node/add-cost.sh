#!/usr/bin/env bash
# One node of the testbed with a real daemon; then, interleaved in one run: ADD and DEL through the
# executable, the same netlink work by a small native program, /bin/true; and a STATUS that the live
# daemon answers. Needs root, gcc and a built dist/. Usage: benchmarks/node/add-cost.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds=${1:-200}
dist=$PWD/dist
[ -x "$dist/bin/berth-cni" ] || { echo "dist/ is missing: mvn -DskipTests package" >&2; exit 2; }
work=$(mktemp -d)
pids=()

finish() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2> /dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

for program in add-floor add-cost start-cost; do
  gcc -O2 -Wall -o "$work/$program" "benchmarks/node/$program.c"
done
gcc -O2 -static -o "$work/add-floor" benchmarks/node/add-floor.c

"$dist/bin/berth-emulator" --json --profile zero --name "bench-$$" --instances 1 \
  --instance-type m5.4xlarge > "$work/emulator.json" 2> "$work/emulator.log" &
pids+=($!)
for _ in $(seq 1 300); do [ -s "$work/emulator.json" ] && break; sleep 0.1; done
value() { grep -o "\"$1\":\"[^\"]*\"" "$work/emulator.json" | tail -n 1 | cut -d'"' -f4; }

export BERTH_SOCKET=$work/ipamd.sock BERTH_JOURNAL=$work/journal BERTH_SPOOL=$work/spool
export BERTH_METRICS_ADDRESS=127.0.0.1:0 MINIMUM_IP_TARGET=60 IP_COOLDOWN_PERIOD=0
export AWS_ACCESS_KEY_ID=testbed AWS_SECRET_ACCESS_KEY=testbed
export AWS_ENDPOINT_URL_EC2 AWS_EC2_METADATA_SERVICE_ENDPOINT
AWS_ENDPOINT_URL_EC2=$(value ec2)
AWS_EC2_METADATA_SERVICE_ENDPOINT=$(value imds)
inside=(nsenter "--net=$(value namespacePath)")
"${inside[@]}" "$dist/bin/ipamd" > "$work/ipamd.log" 2>&1 &
pids+=($!)
for _ in $(seq 1 300); do
  "$dist/bin/berthctl" --json pool 2> /dev/null | grep -q '"free":[1-9]' && break
  sleep 0.1
done

echo '{"cniVersion":"1.1.0","name":"podnet","type":"berth-cni"}' > "$work/network.json"
cd "$work"
# Warms the JVM: its compiler is at work during the first hundreds of requests.
"${inside[@]}" ./add-cost 300 "$dist/bin/berth-cni" ./add-floor /bin/true network.json 254 > warm-up.txt || true
"${inside[@]}" ./add-cost "$rounds" "$dist/bin/berth-cni" ./add-floor /bin/true network.json 254 || failed=1
"${inside[@]}" ./start-cost "$dist/bin/berth-cni" "$rounds" "$BERTH_SOCKET" || failed=1
exit "${failed:-0}"
