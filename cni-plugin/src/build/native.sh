#!/bin/sh
# Makes a native executable: Java classes -> C (TeaVM) -> a static binary (the system's C compiler).
#
#   native.sh <java> <class path of TeaVM> <main class> <class folder> <output>
#
# The generated C stays beside the output, for the tests. Without a C compiler it makes nothing and says so; the jar then
# serves as the executable, on a JVM.
set -eu

java=$1 classpath=$2 main=$3 classes=$4 output=$5
folder=$(dirname "$output") name=$(basename "$output")
here=$(cd "$(dirname "$0")" && pwd)
host=$here/../main/native

if command -v musl-gcc >/dev/null; then
  compiler=musl-gcc
elif command -v gcc >/dev/null; then
  compiler=gcc
elif command -v cc >/dev/null; then
  compiler=cc
else
  rm -f "$output"
  echo "$name: no C compiler (musl-gcc, gcc, cc), so the JVM form only: the jar of this module" >&2
  exit 0
fi

if [ -f "$output" ] && [ -z "$(find "$classes" "$host" "$here" -type f -newer "$output" | head -n 1)" ]; then
  echo "$name: native form is up to date: $output"
  exit 0
fi

rm -rf "$folder/c" "$output"
mkdir -p "$folder"
echo "$classpath" >"$folder/teavm.classpath"
"$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$classpath" "$here/JavaToC.java" "$main" "$classes" "$folder/c"

# TeaVM declares what it saves around try/catch as a pointer to volatile data where a volatile pointer is meant, and an
# optimising compiler then keeps the old value in a register across longjmp.
find "$folder/c" -name '*.c' -exec grep -l 'volatile .*\* *teavm_spill_' {} + \
  | xargs -r sed -i -E 's/volatile ([A-Za-z_0-9]+) *\* *(teavm_spill_[0-9]+)/\1* volatile \2/'

# The generated code is not ours to keep free of warnings (-w); host code is.
for source in "$host"/*.c; do
  $compiler -std=gnu11 -Os -Wall -Wextra -Werror -c -o "$folder/$(basename "$source" .c).o" "$source"
done
$compiler -std=gnu11 -Os -w -static -s -ffunction-sections -fdata-sections -Wl,--gc-sections -fno-asynchronous-unwind-tables \
  -I"$host" -o "$output.new" "$folder/c/all.c" "$folder"/*.o -lm
rm -f "$folder"/*.o
mv "$output.new" "$output"
echo "$name: native form made with $compiler: $output, $(wc -c <"$output") bytes"
