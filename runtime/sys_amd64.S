# runtime/sys_amd64.S: entry from the kernel, system calls, threads, signal frames.

	.text
	.globl _start
	.type _start,@function
_start:
	xorl %ebp, %ebp
	movq %rsp, %rdi             # argc, argv..., NULL, envp..., NULL, auxv
	andq $-16, %rsp
	callq start_c
	ud2
	.size _start, .-_start

# long syscall6(long nr, a, b, c, d, e, f)
	.globl syscall6
	.type syscall6,@function
	.p2align 4
syscall6:
	movq %rdi, %rax
	movq %rsi, %rdi
	movq %rdx, %rsi
	movq %rcx, %rdx
	movq %r8, %r10
	movq %r9, %r8
	movq 8(%rsp), %r9
	syscall
	retq
	.size syscall6, .-syscall6

# long clone_thread(unsigned long flags, void *sp, M *m, void *tls): the child runs mstart_c on sp
	.globl clone_thread
	.type clone_thread,@function
clone_thread:
	movq %rcx, %r8              # tls
	xorl %edx, %edx
	xorl %r10d, %r10d
	movl $56, %eax
	syscall
	testq %rax, %rax
	jz 1f
	retq
1:	xorl %ebp, %ebp
	callq mstart_c
	ud2
	.size clone_thread, .-clone_thread

# Signal entry, on the signal stack: no limit while the handler runs. It may change the saved one, and
# answers the limit to restore.
	.globl sigtramp
	.type sigtramp,@function
sigtramp:
	pushq %rbp
	movq %rsp, %rbp
	pushq %fs:0x70
	subq $8, %rsp
	movq $0, %fs:0x70
	leaq -8(%rbp), %rcx
	callq signal_handler
	addq $8, %rsp
	popq %fs:0x70
	popq %rbp
	retq
	.size sigtramp, .-sigtramp

	.globl sigreturn_
	.type sigreturn_,@function
sigreturn_:
	movl $15, %eax
	syscall
	ud2
	.size sigreturn_, .-sigreturn_

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
