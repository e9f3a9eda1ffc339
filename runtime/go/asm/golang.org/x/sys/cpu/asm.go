// What golang.org/x/sys/cpu has in assembly: the instructions that internal/cpu uses, too.

package cpu

import _ "unsafe"

//go:linkname cpuid internal/cpu.cpuid
//go:linkname xgetbv internal/cpu.xgetbv
