# runtime/hooks_amd64.S: hooks of Go packages that return three words, and system calls (hooks.h).

	.text

# func name() with three result words, filled in by C code through a pointer
	.macro RESULT3 goname, cname
	.globl "\goname"
	.type "\goname",@function
	.p2align 4
"\goname":
	pushq %rbp
	movq %rsp, %rbp
	subq $32, %rsp
	movq %rsp, %rdi
	callq \cname
	movq (%rsp), %rax
	movq 8(%rsp), %rdx
	movq 16(%rsp), %rcx
	leave
	retq
	.endm

	RESULT3 "syscall.runtime_envs", hook_envs
	RESULT3 "os.runtime_args", hook_args
	RESULT3 "time.now", hook_time_now
	RESULT3 "syscall.runtime_doAllThreadsSyscall", hook_all_threads

# func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)
	.globl "syscall.RawSyscall6"
	.globl "runtime/internal/syscall.Syscall6"
	.globl "internal/runtime/syscall.Syscall6"
	.type "syscall.RawSyscall6",@function
	.p2align 4
"syscall.RawSyscall6":
"runtime/internal/syscall.Syscall6":
"internal/runtime/syscall.Syscall6":
	movq %rdi, %rax
	movq %rsi, %rdi
	movq %rdx, %rsi
	movq %rcx, %rdx
	movq %r8, %r10
	movq %r9, %r8
	movq 8(%rsp), %r9
	syscall
	cmpq $-4095, %rax
	jae 1f
	xorl %ecx, %ecx             # rdx is the kernel's second result
	retq
1:	negq %rax
	movq %rax, %rcx
	movq $-1, %rax
	xorl %edx, %edx
	retq

# func rawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr)
	.globl "syscall.rawSyscallNoError"
	.type "syscall.rawSyscallNoError",@function
"syscall.rawSyscallNoError":
	movq %rdi, %rax
	movq %rsi, %rdi
	movq %rdx, %rsi
	movq %rcx, %rdx
	syscall
	retq

# func rawVforkSyscall(trap, a1 uintptr) (r1 uintptr, err Errno). It would return twice on one stack, and
# LLVM lets the child's path reuse frame slots that the parent's still needs: so the child gets a copy of
# the memory (no CLONE_VM).
	.globl "syscall.rawVforkSyscall"
	.type "syscall.rawVforkSyscall",@function
"syscall.rawVforkSyscall":
	movq %rdi, %rax
	movq %rsi, %rdi
	andq $~0x100, %rdi
	xorl %esi, %esi
	xorl %edx, %edx
	xorl %r10d, %r10d
	xorl %r8d, %r8d
	syscall
	cmpq $-4095, %rax
	jae 1f
	xorl %edx, %edx
	retq
1:	negq %rax
	movq %rax, %rdx
	movq $-1, %rax
	retq

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
