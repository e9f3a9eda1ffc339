#!/bin/sh
# bootstrap.sh              install what is missing from Debian's packages, configure, build ./seago
# bootstrap.sh run FILE.go  the same, then compile and run FILE.go
# bootstrap.sh check        the same, then run all tests
#
# All are incremental. JOBS=N sets how many compilations run at once.
set -eu
cd "$(dirname "$0")"
top=$(pwd)

# Each package seago is built from, with a file that shows it is there.
needed='
gcc                /usr/bin/gcc
make               /usr/bin/make
autoconf           /usr/bin/autoconf
automake           /usr/bin/automake
pkg-config         /usr/bin/pkg-config
re2c               /usr/bin/re2c
bison              /usr/bin/bison
check              /usr/include/check.h
libgmp-dev         /usr/include/x86_64-linux-gnu/gmp.h
libmpfr-dev        /usr/include/mpfr.h
nettle-dev         /usr/include/nettle/sha2.h
llvm-19-dev        /usr/bin/llvm-config-19
clang-19           /usr/bin/clang-19
lld-19             /usr/bin/ld.lld-19
golang-1.19-src    /usr/share/go-1.19/src/fmt/print.go
python3            /usr/bin/python3
gdb                /usr/bin/gdb
'

install_missing() {
    missing=$(printf '%s\n' "$needed" | while read -r package file; do
        [ -z "$package" ] || [ -e "$file" ] || printf '%s ' "$package"
    done)
    [ -n "$missing" ] || return 0
    echo "bootstrap: installing $missing" >&2
    sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

build() {
    if [ ! -x configure ] || [ configure.ac -nt configure ] || [ Makefile.am -nt Makefile.in ]; then
        autoreconf -i >/dev/null
    fi
    mkdir -p build
    [ -f build/Makefile ] || (cd build && ../configure -q --enable-werror CFLAGS="${CFLAGS--O2 -g}")
    make -s -C build -j"${JOBS:-$(nproc)}" all
    [ -e seago ] || ln -s build/seago seago
}

install_missing
build >&2
case ${1-} in
'') ;;
run)
    [ $# -ge 2 ] || { echo "usage: bootstrap.sh run FILE.go [arguments...]" >&2; exit 2; }
    shift
    exec "$top/seago" run "$@"
    ;;
check) exec "$top/tests/run-all" "$top/build" ;;
*)
    echo "usage: bootstrap.sh [run FILE.go | check]" >&2
    exit 2
    ;;
esac
