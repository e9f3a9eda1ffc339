#!/bin/sh
# tests/runtime/run.sh [--bless]: build each test here against libseagort.a and compare what it prints.
# NAME.out is the output of NAME, NAME.ARG.out of NAME ARG; hexadecimal numbers become 0x?. Each runs
# three times: plain, with a collection every few allocations and heap checks, and with random scheduling.
src=${srcdir:-.}
here=$src/tests/runtime
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
status=0
normal() { sed 's/0x[0-9a-f][0-9a-f]*/0x?/g'; }
checks=
nm libseagort.a 2>/dev/null | grep -q ' T lockrank_take' && checks=-DRT_CHECKS
for c in "$here"/*.c; do
    head -n 1 "$c" | grep -q 'needs=checks' && [ -z "$checks" ] && continue
    name=$(basename "$c" .c)
    ${CLANG:-clang-19} $checks -I"$src" -I"$here" -std=gnu11 -O2 -ffreestanding -fsplit-stack -fno-stack-protector \
        -fno-omit-frame-pointer -fno-pic -mno-red-zone -fno-builtin -c -o "$work/$name.o" "$c" &&
        ${LLD:-ld.lld-19} -static --gc-sections -z nostart-stop-gc -o "$work/$name" "$work/$name.o" \
            libseagort.a || { echo "FAIL: build $name"; status=1; continue; }
    for out in "$here/$name".out "$here/$name".*.out; do
        [ -f "$out" ] || continue
        arg=$(basename "$out" .out)
        arg=${arg#"$name"}
        for mode in "" verify=1,gcstress=500 schedrand=1; do
            SEAGO_DEBUG=$mode timeout 300 "$work/$name" ${arg#.} 2>&1 | normal >"$work/got"
            if [ "$1" = --bless ]; then
                cp "$work/got" "$out"
                break
            fi
            cmp -s "$work/got" "$out" || {
                echo "FAIL: $name $arg [$mode]"
                diff "$out" "$work/got" | head -20
                status=1
            }
        done
    done
done
exit $status
