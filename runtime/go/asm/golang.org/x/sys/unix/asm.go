// What golang.org/x/sys/unix has in assembly: jumps to the functions of syscall.

package unix

import _ "unsafe"

//go:linkname Syscall syscall.Syscall
//go:linkname Syscall6 syscall.Syscall6
//go:linkname RawSyscall syscall.RawSyscall
//go:linkname RawSyscall6 syscall.RawSyscall6
//go:linkname SyscallNoError syscall.rawSyscallNoError
//go:linkname RawSyscallNoError syscall.rawSyscallNoError
//go:linkname gettimeofday syscall.gettimeofday
