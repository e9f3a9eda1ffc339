#!/usr/bin/env python3
"""Writes base/unicode_tables.h from the range tables of a Go tree's unicode package.

    base/mkunicode.py GOROOT/src/unicode/tables.go > base/unicode_tables.h

The classes must be those of the Go release whose lexical rules we follow, not those of the
machine's own Unicode data, hence the source.
"""
import re
import sys


def read_table(text, name):
    body = re.search(r"var _%s = &RangeTable\{(.*?)\n\}" % name, text, re.S).group(1)
    runes = set()
    for lo, hi, stride in re.findall(r"\{(0x[0-9a-f]+), (0x[0-9a-f]+), (\d+)\}", body):
        runes.update(range(int(lo, 16), int(hi, 16) + 1, int(stride)))
    return runes


def ranges(runes):
    """Greedy runs of equal stride, over the runes beyond ASCII."""
    runes = sorted(r for r in runes if r >= 0x80)
    out = []
    i = 0
    while i < len(runes):
        j = i
        stride = runes[i + 1] - runes[i] if i + 1 < len(runes) else 1
        if stride > 2:
            stride = 1
        while j + 1 < len(runes) and runes[j + 1] - runes[j] == stride:
            j += 1
        out.append((runes[i], runes[j], stride))
        i = j + 1
    return out


def main():
    text = open(sys.argv[1]).read()
    version = re.search(r'const Version = "(.*?)"', text).group(1)
    classes = {
        "letter": read_table(text, "L"),
        "digit": read_table(text, "Nd"),
        "upper": read_table(text, "Lu"),
        "print": set().union(*(read_table(text, c) for c in "LMNPS")),
    }
    print("/* Written by base/mkunicode.py: Unicode %s beyond ASCII. {first, last, stride} */" % version)
    for name, runes in classes.items():
        print("static const Range unicode_%s[] = {" % name)
        row = "   "
        for r in ranges(runes):
            cell = " {0x%x, 0x%x, %d}," % r
            if len(row) + len(cell) > 100:
                print(row)
                row = "   "
            row += cell
        print(row)
        print("};")


main()
