#!/usr/bin/env bash
# check.sh MAKE...: the contract of a generated library, from outside. `MAKE... FOLDER [--prefix P] [--need FEATURE] [--turn]`
# writes P.h and libP.a. Ends with "all passed".
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
w=$(mktemp -d); trap 'rm -rf "$w"' EXIT
ok() { echo "ok   $*"; }
die() { echo "FAIL $*"; exit 1; }
has() { command -v "$1" > /dev/null; }
first() { for c in "$@"; do has "$c" && { echo "$c"; return; }; done; }

clang=$(first clang-22 clang)
clangxx=$(first clang++-22 clang++)
strict="-Wall -Wextra -Wpedantic -Wconversion -Werror"
mkdir "$w/a" "$w/b" "$w/device"
"$@" "$w/a"; "$@" "$w/b"; "$@" "$w/device" --need popcnt
cmp "$w/a/libdigits.a" "$w/b/libdigits.a" && cmp "$w/a/digits.h" "$w/b/digits.h" || die "two builds differ"
cmp "$w/a/digits.h" "$w/device/digits.h" || die "the header is not the same for every CPU"
ok "built twice, equal; $(stat -c %s "$w/a/libdigits.a") bytes"

# ---- the header alone, twice, in hostile surroundings
printf '#include "digits.h"\n#include "digits.h"\n' > "$w/twice.h"
cat > "$w/alone.c" <<'C'
#include "twice.h"
static unsigned char arena[DIGITS_CLASSIFY_ARENA(4) + DIGITS_LOGITS_ARENA(2)];
static digits_call call = DIGITS_CALL(arena, sizeof arena); /* a constant initialiser in C and C++ */
int main(void) { return call.arena_bytes == 0; }
C
cp "$w/alone.c" "$w/alone.cc"
capitals=$(printf -- '-D%s=1 ' {A..Z} OK ERROR NULLPTR CPU B0 B1)
for d in "" "$capitals"; do
  for cc in gcc "$clang"; do for std in c99 c11 c17 c2x; do
    $cc -std=$std $strict -Wshadow -Wundef -Wstrict-prototypes $d -I"$w/a" -I"$w" -fsyntax-only "$w/alone.c" || die "$cc $std $d"
  done; done
  for cc in g++ "$clangxx"; do for std in c++11 c++14 c++17 c++20 c++2b; do
    $cc -std=$std $strict -Wold-style-cast -Wsign-conversion -Wshadow -Wundef $d -I"$w/a" -I"$w" -fsyntax-only "$w/alone.cc" || die "$cc $std $d"
  done; done
done
for t in x86_64-pc-windows-msvc armv7em-none-eabi aarch64-none-elf riscv32 wasm32; do
  sed 's/static digits_call.*//; s/call.arena_bytes/arena[0]/' "$w/alone.c" > "$w/target.c"
  $clang --target=$t -ffreestanding -std=c99 $strict -I"$w/a" -I"$w" -fsyntax-only "$w/target.c" || die "$t"
done
printf '#include <stddef.h>\n#include <stdint.h>\n' > "$w/base.h"
gcc -std=c99 -E -dM "$w/base.h" | sort > "$w/before"; gcc -std=c99 -E -dM "$w/a/digits.h" | sort > "$w/after"
comm -13 "$w/before" "$w/after" | grep -v '^#define DIGITS_' && die "the header defines macros of other names"
ok "header: C99 to C23, C++11 to C++23, gcc and clang, other targets, twice, with every capital letter a macro"
mkdir "$w/stale"
sed 's/0x[0-9a-f]\{8\}u/0x12345678u/; s/digits_abi_[0-9a-f]\{8\}/digits_abi_12345678/' "$w/a/digits.h" > "$w/stale/digits.h"
sed -i 's/DIGITS_ABI != 0x[0-9a-f]*u/DIGITS_ABI != 0x12345678u/; s/DIGITS_ABI  .*/DIGITS_ABI 0x12345678u/' "$w/stale/digits.h"
printf '#include "digits.h"\n#include "%s/stale/digits.h"\n' "$w" > "$w/both.c"
gcc -I"$w/a" -fsyntax-only "$w/both.c" 2> "$w/err" && die "two builds of digits.h in one file"
grep -q 'two different builds of digits.h in one file; build one of them with --prefix' "$w/err" || die "no clear #error"
gcc -std=c99 -I"$w/stale" -I"$w" "$w/alone.c" "$w/a/libdigits.a" -o "$w/out" 2> "$w/err" && die "a stale header linked"
grep -q 'digits_abi_12345678__digits_h_does_not_fit_this_library' "$w/err" || die "the linker did not say why"
ok "a header of another build does not link and says so, nor stands in one file with this one"

# ---- the library: names, sections, needs
nm "$w/a/libdigits.a" | grep -E ' [dDbBCvVwW] ' && die "writable or weak symbols"
nm -g --defined-only "$w/a/libdigits.a" | awk 'NF == 3 { print $3 }' | grep -v '^digits_' && die "names without the prefix"
nm "$w/a/libdigits.a" | awk 'NF == 3 { print $3 }' | grep -vE '^(digits_|\.L)' && die "local names without the prefix"
nm -u "$w/a/libdigits.a" | awk 'NF == 2 { print $2 }' | grep -vxE 'memcmp|bcmp|memcpy|memset|memmove|strlen|sqrtf?|fmaf?' && die "needs more than libc and libm"
(cd "$w" && ar x a/libdigits.a && readelf -SW digits.o) | sed 's/.*\]//' |
  awk '$1 ~ /^\.(data|bss|tdata|tbss|init_array|ctors)(\..*)?$/ && $5 != "000000" { bad = 1 } END { exit bad }' || die "writable or relocated data, or an initialiser"
printf '#include "digits.h"\nconst char *plugin(void);\nconst char *plugin(void) { return digits_build(); }\n' > "$w/plugin.c"
gcc -std=c99 -shared -fPIC -I"$w/a" "$w/plugin.c" "$w/a/libdigits.a" -lm -o "$w/plugin.so"
nm -D --defined-only "$w/plugin.so" | grep -q digits_ && die "a plugin re-exports the library's symbols"
ok "library: needs $(nm -u "$w/a/libdigits.a" | awk 'NF == 2 { print $2 }' | paste -sd' '); no writable data; a plugin exports none of its names"

# ---- the programs
run() { # name folder: plain and sanitized
  gcc -std=c99 -O2 $strict -Wno-unused-function -I"$2" "$here/$1.c" "$2/libdigits.a" -lm -o "$w/run"; "$w/run" > /dev/null || die "$1: $("$w/run")"
  $clang -std=c99 -g -O1 -Wno-unused-function -fsanitize=address,undefined -fno-sanitize-recover=all -I"$2" "$here/$1.c" "$2/libdigits.a" -lm -o "$w/run"
  "$w/run" > "$w/out" 2>&1 || die "$1, sanitized: $(cat "$w/out")"
  ok "$(cat "$w/out")"
}
run contract_test "$w/a"
run weights_test "$w/a"
run device_test "$w/device"
run evaluate_test "$w/device"

# ---- two libraries in one program
"$@" "$w/b" --prefix letters --turn
for cc in "gcc -std=c99" "$clang -std=c99" "g++ -std=c++17 -x c++" "$clangxx -std=c++17 -x c++"; do
  $cc $strict -I"$w/b" -c "$here/two_test.c" -o "$w/two.o"
  ${cc%% *} "$w/two.o" "$w/b/libdigits.a" "$w/b/libletters.a" -lm -o "$w/two"; "$w/two" > "$w/out" || die "$cc: $(cat "$w/out")"
done
ok "$(cat "$w/out"), in C and C++"
echo "all passed"
