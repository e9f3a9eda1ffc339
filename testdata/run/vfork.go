// run tree=1.22
// What syscall.forkExec calls: clone or, for a child in a cgroup, clone3, whose arguments lie in memory. The child has a
// copy of the memory, the parent gets a descriptor of the child.
package main

import (
	"fmt"
	"syscall"
	"unsafe"
)

//go:linkname rawVforkSyscall syscall.rawVforkSyscall
func rawVforkSyscall(trap, a1, a2, a3 uintptr) (pid uintptr, err syscall.Errno)

type cloneArgs struct {
	flags, pidFD, childTID, parentTID, exitSignal, stack, stackSize, tls uint64
}

const (
	sysClone3 = 435
	flags     = syscall.CLONE_VM | syscall.CLONE_VFORK | 0x1000 // CLONE_PIDFD
)

//go:noinline
func clone(pidfd *int32) (uintptr, syscall.Errno) {
	pid, err := rawVforkSyscall(syscall.SYS_CLONE, flags|uintptr(syscall.SIGCHLD), 0, uintptr(unsafe.Pointer(pidfd)))
	if pid == 0 {
		syscall.RawSyscall(syscall.SYS_EXIT, 7, 0, 0)
	}
	return pid, err
}

//go:noinline
func clone3(pidfd *int32) (uintptr, syscall.Errno) {
	args := cloneArgs{flags: flags, pidFD: uint64(uintptr(unsafe.Pointer(pidfd))), exitSignal: uint64(syscall.SIGCHLD)}
	pid, err := rawVforkSyscall(sysClone3, uintptr(unsafe.Pointer(&args)), unsafe.Sizeof(args), 0)
	if pid == 0 {
		syscall.RawSyscall(syscall.SYS_EXIT, 8, 0, 0)
	}
	return pid, err
}

func main() {
	for _, f := range []func(*int32) (uintptr, syscall.Errno){clone, clone3} {
		pidfd := new(int32)
		*pidfd = -1
		pid, errno := f(pidfd)
		if errno != 0 {
			fmt.Println(errno)
			continue
		}
		var status syscall.WaitStatus
		_, err := syscall.Wait4(int(pid), &status, 0, nil)
		fmt.Println(status.ExitStatus(), err, *pidfd >= 0, syscall.Close(int(*pidfd)))
	}
}
