#!/usr/bin/env bash
# check_kinds.sh MAKE...: the kinds of parameters beside those of digits.h, from outside. Ends with "all passed".
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
w=$(mktemp -d); trap 'rm -rf "$w"' EXIT
ok() { echo "ok   $*"; }
die() { echo "FAIL $*"; exit 1; }
first() { for c in "$@"; do command -v "$c" > /dev/null && { echo "$c"; return; }; done; }

clang=$(first clang-22 clang)
clangxx=$(first clang++-22 clang++)
strict="-Wall -Wextra -Wpedantic -Wconversion -Werror"
mkdir "$w/a" "$w/b"
"$@" "$w/a" --need popcnt; "$@" "$w/b" --need popcnt
cmp "$w/a/libkinds.a" "$w/b/libkinds.a" && cmp "$w/a/kinds.h" "$w/b/kinds.h" || die "two builds differ"
ok "built twice, equal"
printf '#include "kinds.h"\n#include "kinds.h"\nstatic unsigned char arena[KINDS_TRAIN_STEP_ARENA(4)];\n' > "$w/alone.c"
printf 'static kinds_call call = KINDS_CALL(arena, sizeof arena);\nint main(void) { return call.arena_bytes == 0; }\n' >> "$w/alone.c"
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
nm "$w/a/libkinds.a" | grep -E ' [dDbBCvVwW] ' && die "writable or weak symbols"
nm -u "$w/a/libkinds.a" | awk 'NF == 2 { print $2 }' | grep -vxE 'memcmp|bcmp|memcpy|memset|memmove|strlen|sqrtf?|fmaf?' && die "needs more than libc and libm"
gcc -std=c99 -O2 $strict -Wno-unused-function -I"$w/a" "$here/kinds_test.c" "$w/a/libkinds.a" -lm -o "$w/run"; "$w/run" || die "plain"
$clang -std=c99 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -Wno-unused-function -I"$w/a" "$here/kinds_test.c" "$w/a/libkinds.a" -lm -o "$w/run"
"$w/run" > "$w/out" 2>&1 || die "sanitized: $(cat "$w/out")"
ok "$(cat "$w/out")"
echo "all passed"
