#!/usr/bin/env bash
# check_library.sh NAME MAKE...: a library of Inputs/NAME.dl and its tests, NAME_test.c and NAME_..._test.c, from outside. Ends with "all passed".
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=$1; shift
w=$(mktemp -d); trap 'rm -rf "$w"' EXIT
ok() { echo "ok   $*"; }
die() { echo "FAIL $*"; exit 1; }
first() { for c in "$@"; do command -v "$c" > /dev/null && { echo "$c"; return; }; done; }

clang=$(first clang-22 clang)
clangxx=$(first clang++-22 clang++)
strict="-Wall -Wextra -Wpedantic -Wconversion -Werror"
mkdir "$w/a" "$w/b"
"$@" "$w/a" --need popcnt; "$@" "$w/b" --need popcnt
cmp "$w/a/lib$name.a" "$w/b/lib$name.a" && cmp "$w/a/$name.h" "$w/b/$name.h" || die "two builds differ"
ok "built twice, equal"
printf '#include "%s.h"\n#include "%s.h"\nstatic unsigned char arena[64];\n' "$name" "$name" > "$w/alone.c"
printf 'static %s_call call = %s_CALL(arena, sizeof arena);\nint main(void) { return call.arena_bytes == 0; }\n' "$name" "${name^^}" >> "$w/alone.c"
cp "$w/alone.c" "$w/alone.cc"
capitals=$(printf -- '-D%s=1 ' {A..Z} OK ERROR NULLPTR CPU B0 B1)
for d in "" "$capitals"; do
  for cc in gcc "$clang"; do for std in c99 c11 c17 c2x; do
    $cc -std=$std $strict -Wshadow -Wundef -Wstrict-prototypes $d -I"$w/a" -fsyntax-only "$w/alone.c" || die "$cc $std $d"
  done; done
  for cc in g++ "$clangxx"; do for std in c++11 c++17 c++2b; do
    $cc -std=$std $strict -Wold-style-cast -Wsign-conversion -Wshadow -Wundef $d -I"$w/a" -fsyntax-only "$w/alone.cc" || die "$cc $std $d"
  done; done
done
ok "header: C99 to C23, C++11 to C++23, gcc and clang, twice, with every capital letter a macro"
nm "$w/a/lib$name.a" | grep -E ' [dDbBCvVwW] ' && die "writable or weak symbols"
nm -u "$w/a/lib$name.a" | awk 'NF == 2 { print $2 }' | grep -vxE 'memcmp|bcmp|memcpy|memset|memmove|strlen|sqrtf?|fmaf?' && die "needs more than libc and libm"
for test in "$here/${name}"_*test.c; do
  gcc -std=c99 -O2 $strict -Wno-unused-function -I"$w/a" "$test" "$w/a/lib$name.a" -lm -o "$w/run"; "$w/run" || die "plain $test"
  $clang -std=c99 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -Wno-unused-function -I"$w/a" "$test" "$w/a/lib$name.a" -lm -o "$w/run"
  "$w/run" > "$w/out" 2>&1 || die "sanitized $test: $(cat "$w/out")"
  ok "$(cat "$w/out")"
done
echo "all passed"
