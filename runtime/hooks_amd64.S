# runtime/hooks_amd64.S: hooks of Go packages that return three words, and system calls (hooks.h).

	.text

# A function with three result words, filled in by C code through a pointer; up to five parameter words
# move up by one
	.macro RESULT3 goname, cname
	.weak "\goname"
	.type "\goname",@function
	.p2align 4
"\goname":
	pushq %rbp
	movq %rsp, %rbp
	subq $32, %rsp
	movq %r8, %r9
	movq %rcx, %r8
	movq %rdx, %rcx
	movq %rsi, %rdx
	movq %rdi, %rsi
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
	RESULT3 "time.runtimeNow", hook_time_now
	RESULT3 "reflect.growslice", hook_growslice
	RESULT3 "reflect.gcbits", hook_gcbits
	RESULT3 "internal/bytealg.MakeNoZero", hook_make_no_zero

# func runtime_doAllThreadsSyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, err uintptr)
	.weak "syscall.runtime_doAllThreadsSyscall"
	.type "syscall.runtime_doAllThreadsSyscall",@function
	.p2align 4
"syscall.runtime_doAllThreadsSyscall":
	pushq %rbp
	movq %rsp, %rbp
	subq $80, %rsp
	movq %rdi, (%rsp)
	movq %rsi, 8(%rsp)
	movq %rdx, 16(%rsp)
	movq %rcx, 24(%rsp)
	movq %r8, 32(%rsp)
	movq %r9, 40(%rsp)
	movq 16(%rbp), %rax
	movq %rax, 48(%rsp)
	movq %rsp, %rdi
	leaq 56(%rsp), %rsi
	callq hook_all_threads
	movq 56(%rsp), %rax
	movq 64(%rsp), %rdx
	movq 72(%rsp), %rcx
	leave
	retq

# func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno)
	.weak "syscall.RawSyscall6"
	.weak "runtime/internal/syscall.Syscall6"
	.weak "internal/runtime/syscall.Syscall6"
	.weak "internal/runtime/syscall/linux.Syscall6"
	.type "syscall.RawSyscall6",@function
	.p2align 4
"syscall.RawSyscall6":
"runtime/internal/syscall.Syscall6":
"internal/runtime/syscall.Syscall6":
"internal/runtime/syscall/linux.Syscall6":
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

# func block(seed *[4]uint64, blocks *[32]uint64, counter uint32)
	.weak "internal/chacha8rand.block"
	.weak "internal/chacha8rand.block_generic"
	.type "internal/chacha8rand.block",@function
"internal/chacha8rand.block":
	jmp "internal/chacha8rand.block_generic"

# func rawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr)
	.weak "syscall.rawSyscallNoError"
	.type "syscall.rawSyscallNoError",@function
"syscall.rawSyscallNoError":
	movq %rdi, %rax
	movq %rsi, %rdi
	movq %rdx, %rsi
	movq %rcx, %rdx
	syscall
	retq

# func rawVforkSyscall(trap, a1, a2, a3 uintptr) (r1 uintptr, err Errno), before Go 1.22 without a3, before
# Go 1.20 without a2. It would return twice on one stack, and LLVM lets the child's path reuse frame slots
# that the parent's still needs: so the child gets a copy of the memory (no CLONE_VM).
	.weak "syscall.rawVforkSyscall"
	.type "syscall.rawVforkSyscall",@function
"syscall.rawVforkSyscall":
	movl %edi, %eax
	movq %rsi, %rdi
	cmpl $56, %eax
	jne 1f
	andq $~0x100, %rdi          # clone(flags, stack, parent_tid, child_tid, tls)
	xorl %esi, %esi
	xorl %edx, %edx
	cmpl $22, seago_tree_minor(%rip)
	cmovaeq %rcx, %rdx
	jmp 2f
1:	andq $~0x100, (%rdi)        # clone3(args, size): the flags are the first word
	movq %rdx, %rsi
2:	xorl %r10d, %r10d
	xorl %r8d, %r8d
	syscall
	cmpq $-4095, %rax
	jae 3f
	xorl %edx, %edx
	retq
3:	negq %rax
	movq %rax, %rdx
	movq $-1, %rax
	retq

# void call_go_regs(CallRegs *r, const GoFunc *fn): offsets of reflectcall.c
	.globl call_go_regs
	.type call_go_regs,@function
	.p2align 4
call_go_regs:
	movq 120(%rdi), %r10        # as the prologues of compiled code, for a frame known only now
	leaq 64(,%r10,8), %r10
	movq %rsp, %r11
	subq %r10, %r11
	cmpq %fs:0x70, %r11
	ja 3f
	xorl %r11d, %r11d
	callq __morestack
	retq
3:	pushq %rbp
	movq %rsp, %rbp
	pushq %rbx
	pushq %r12
	movq %rdi, %rbx
	movq %rsi, %r10
	movq 112(%rbx), %rsi
	movq 120(%rbx), %rcx
	leaq (,%rcx,8), %rax
	subq %rax, %rsp
1:	subq $1, %rcx
	js 2f
	movq (%rsi,%rcx,8), %rax
	movq %rax, (%rsp,%rcx,8)
	jmp 1b
2:	movq 48(%rbx), %xmm0
	movq 56(%rbx), %xmm1
	movq 64(%rbx), %xmm2
	movq 72(%rbx), %xmm3
	movq 80(%rbx), %xmm4
	movq 88(%rbx), %xmm5
	movq 96(%rbx), %xmm6
	movq 104(%rbx), %xmm7
	movq (%rbx), %rdi
	movq 8(%rbx), %rsi
	movq 16(%rbx), %rdx
	movq 24(%rbx), %rcx
	movq 32(%rbx), %r8
	movq 40(%rbx), %r9
	callq *(%r10)
	movq %rax, 128(%rbx)
	movq %rdx, 136(%rbx)
	movq %rcx, 144(%rbx)
	movq %xmm0, 152(%rbx)
	movq %xmm1, 160(%rbx)
	leaq -16(%rbp), %rsp
	popq %r12
	popq %rbx
	popq %rbp
	retq
	.globl call_go_regs_end
call_go_regs_end:
	.size call_go_regs, .-call_go_regs

# Code of the functions that reflect makes: r10 is their object; everything else by its type.
	.macro REFLECT_STUB goname, is_method
	.weak "\goname"
	.type "\goname",@function
	.p2align 4
"\goname":
	pushq %rbp
	movq %rsp, %rbp
	subq $176, %rsp
	movq %rdi, (%rsp)
	movq %rsi, 8(%rsp)
	movq %rdx, 16(%rsp)
	movq %rcx, 24(%rsp)
	movq %r8, 32(%rsp)
	movq %r9, 40(%rsp)
	movq %xmm0, 48(%rsp)
	movq %xmm1, 56(%rsp)
	movq %xmm2, 64(%rsp)
	movq %xmm3, 72(%rsp)
	movq %xmm4, 80(%rsp)
	movq %xmm5, 88(%rsp)
	movq %xmm6, 96(%rsp)
	movq %xmm7, 104(%rsp)
	leaq 16(%rbp), %rax
	movq %rax, 112(%rsp)
	movq %rsp, %rdi
	movq %r10, %rsi
	movl $\is_method, %edx
	callq reflect_stub
	movq 128(%rsp), %rax
	movq 136(%rsp), %rdx
	movq 144(%rsp), %rcx
	movq 152(%rsp), %xmm0
	movq 160(%rsp), %xmm1
	leave
	retq
	.size "\goname", .-"\goname"
	.endm
	REFLECT_STUB "reflect.makeFuncStub", 0
	REFLECT_STUB "reflect.methodValueCall", 1

# func castagnoliSSE42Triple(crcA, crcB, crcC uint32, a, b, c []byte, rounds uint32) (A, B, C uint32)
# Three sums at once, 24 bytes of each a round (hash/crc32).
	.weak "hash/crc32.castagnoliSSE42Triple"
	.type "hash/crc32.castagnoliSSE42Triple",@function
	.p2align 4
"hash/crc32.castagnoliSSE42Triple":
	movl %edi, %eax
	movl %edx, %edi
	movl %esi, %edx
	movq 8(%rsp), %r8           # b
	movq 32(%rsp), %r9          # c
	movl 56(%rsp), %r11d
	testl %r11d, %r11d
	jz 2f
1:	.irp off, 0, 8, 16
	crc32q \off(%rcx), %rax
	crc32q \off(%r8), %rdx
	crc32q \off(%r9), %rdi
	.endr
	addq $24, %rcx
	addq $24, %r8
	addq $24, %r9
	decl %r11d
	jnz 1b
2:	movl %edi, %ecx
	retq
	.size "hash/crc32.castagnoliSSE42Triple", . - "hash/crc32.castagnoliSSE42Triple"

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
