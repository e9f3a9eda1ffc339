# runtime/ctx_amd64.S: changing stacks.
#
# Offsets of sched.h and stack.h (asm_offsets.c checks them):
#   G:   0 seg, 8 m, 16 sched_sp, 24 more_need, 184 more_seg
#   M:   0 g0, 8 curg, 16 g0_sp
#   Seg: 0 prev, 8 next, 16 usable, 24 top, 32 limit, 40 saved_sp
# A saved goroutine has its six callee-saved registers and the address to continue at on its stack.
# Switches leave with a jump rather than `ret`: a return into another stack mispredicts.
#
# A signal that interrupts anything between ctx_text_start and ctx_text_end neither stops nor preempts
# the thread: here the current segment, the limit and g do not belong together for some instructions.

	.text
	.globl ctx_text_start
ctx_text_start:

# void mcall(void (*fn)(G *gp))
	.globl mcall
	.type mcall,@function
	.p2align 4
mcall:
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rdi, %rax
	movq %fs:-8, %rdi
	movq %rsp, 16(%rdi)
	movq 8(%rdi), %rcx          # m
	movq (%rcx), %rdx           # g0
	movq %rdx, %fs:-8
	movq $0, %fs:0x70
	movq 16(%rcx), %rsp
	xorl %ebp, %ebp
	callq *%rax
	ud2
	.size mcall, .-mcall

# void gogo(G *gp)
	.globl gogo
	.type gogo,@function
	.p2align 4
gogo:
	movq (%rdi), %rax           # segment
	addq $960, %rax             # its limit: the header need not be in the cache
	movq %rdi, %fs:-8
	movq 16(%rdi), %rsp
	movq %rax, %fs:0x70
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	popq %rcx
	jmpq *%rcx
	.size gogo, .-gogo

# void systemstack(void (*fn)(void *), void *arg): on g0 already, a plain call
	.globl systemstack
	.type systemstack,@function
	.p2align 4
systemstack:
	pushq %rbp
	movq %rsp, %rbp
	pushq %rbx
	pushq %r12                  # so that the collector sees what callers keep in these
	pushq %r13
	pushq %r14
	pushq %r15
	subq $8, %rsp
	movq %rdi, %rax
	movq %rsi, %rdi
	movq %fs:-8, %rbx
	movq 8(%rbx), %rcx          # m
	movq (%rcx), %rdx           # g0
	cmpq %rdx, %rbx
	je 1f
	movq %rsp, 16(%rbx)         # where it scans from
	movq %rdx, %fs:-8
	movq $0, %fs:0x70
	movq 16(%rcx), %rsp
	callq *%rax
	movq (%rbx), %rcx
	addq $960, %rcx             # its limit
	movq %rbx, %fs:-8
	leaq -48(%rbp), %rsp
	movq %rcx, %fs:0x70
	jmp 2f
1:	callq *%rax
2:	addq $8, %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	retq
	.size systemstack, .-systemstack

# __morestack: r10 bytes of frame, r11 bytes of stack arguments; returns to a one-byte `ret` that is
# followed by the function's body. Every argument register, rax (closure context) and xmm0-7 live.
# (lld wants the second name to exist; it redirects calls to it only from functions that call objects
# without split stacks, and there are none.)
	.globl __morestack, __morestack_non_split
	.type __morestack,@function
	.p2align 4
__morestack:
__morestack_non_split:
	pushq %rbp
	movq %rsp, %rbp
	pushq %rax
	pushq %rdi
	pushq %rsi
	pushq %r10
	movq %fs:-8, %rax
	cmpq $-1, %fs:0x70
	je slow                     # asked to yield
	movq (%rax), %rsi
	movq 8(%rsi), %rdi          # next segment
	testq %rdi, %rdi
	jz slow
	leaq 256(%r10,%r11), %r10
	cmpq %r10, 16(%rdi)
	jb slow
have:
	movq %rsp, 40(%rsi)
	movq %rdi, (%rax)
	movq 24(%rdi), %r10
	movq 32(%rdi), %rax
	movq %rax, %fs:0x70
	testq %r11, %r11
	jnz copy
run:
	movq 8(%rbp), %r11
	addq $8, %rsp
	popq %rsi
	popq %rdi
	popq %rax
	movq %r10, %rsp
	incq %r11
	callq *%r11
	.globl morestack_ret
morestack_ret:
	movq %fs:-8, %r10
	movq (%r10), %r11
	movq (%r11), %r11           # the segment before
	movq %r11, (%r10)
	movq 32(%r11), %r10
	movq %rbp, %rsp
	movq %r10, %fs:0x70
	popq %rbp
	retq
copy:
	subq %r11, %r10
	andq $-16, %r10
1:	subq $8, %r11
	movq 24(%rbp,%r11), %rax
	movq %rax, (%r10,%r11)
	jnz 1b
	jmp run
slow:
	movq -32(%rbp), %r10
	pushq %rdx
	pushq %rcx
	pushq %r8
	pushq %r9
	pushq %r11
	subq $128, %rsp
	movups %xmm0, (%rsp)
	movups %xmm1, 16(%rsp)
	movups %xmm2, 32(%rsp)
	movups %xmm3, 48(%rsp)
	movups %xmm4, 64(%rsp)
	movups %xmm5, 80(%rsp)
	movups %xmm6, 96(%rsp)
	movups %xmm7, 112(%rsp)
	leaq 256(%r10,%r11), %r10
	movl %r10d, 24(%rax)
	leaq new_stack_g0(%rip), %rdi
	callq mcall
	movups (%rsp), %xmm0
	movups 16(%rsp), %xmm1
	movups 32(%rsp), %xmm2
	movups 48(%rsp), %xmm3
	movups 64(%rsp), %xmm4
	movups 80(%rsp), %xmm5
	movups 96(%rsp), %xmm6
	movups 112(%rsp), %xmm7
	addq $128, %rsp
	popq %r11
	popq %r9
	popq %r8
	popq %rcx
	popq %rdx
	movq %fs:-8, %rax
	movq 184(%rax), %rdi
	movq (%rax), %rsi
	testq %rdi, %rdi
	jnz have
	# enough room here after all: enter the body on this segment
	movq 8(%rbp), %r11
	addq $8, %rsp
	popq %rsi
	popq %rdi
	popq %rax
	popq %rbp
	addq $8, %rsp
	incq %r11
	jmpq *%r11
	.globl morestack_end
morestack_end:
	.size __morestack, .-__morestack

# Dynamic allocas are never emitted.
	.globl __morestack_allocate_stack_space
__morestack_allocate_stack_space:
	ud2

# First frame of a goroutine: rbx holds its closure.
	.globl goroutine_entry
	.type goroutine_entry,@function
	.p2align 4
goroutine_entry:
	xorl %ebp, %ebp
	pushq $0
	pushq $0
	movq %rsp, %rbp
	movq %rbx, %r10
	callq *(%rbx)
	callq goexit1
	ud2
	.globl goroutine_entry_end
goroutine_entry_end:
	.size goroutine_entry, .-goroutine_entry

# The code of the main goroutine's closure
	.globl main_entry
	.type main_entry,@function
	.p2align 4
main_entry:
	pushq %rbp
	movq %rsp, %rbp
	callq runtime_main
	ud2
main_entry_end:
	.size main_entry, .-main_entry

# void resume_at(DeferFrame *f, StackSeg *seg): seg holds f's frame and becomes the current one
	.globl resume_at
	.type resume_at,@function
	.p2align 4
resume_at:
	movq %fs:-8, %rax
	movq %rsi, (%rax)
	movq 32(%rsi), %rax
	movq (%rdi), %rbp
	movq 40(%rdi), %rbx
	movq 48(%rdi), %r12
	movq 56(%rdi), %r13
	movq 64(%rdi), %r14
	movq 72(%rdi), %r15
	movq 16(%rdi), %rsp
	movq %rax, %fs:0x70
	jmpq *8(%rdi)
	.size resume_at, .-resume_at

# Links the DeferFrame at rax, whose recover block is at rcx. Only rcx and rdx change.
	.globl rt_deferenter
	.type rt_deferenter,@function
	.p2align 4
rt_deferenter:
	movq %rbp, (%rax)
	movq %rcx, 8(%rax)
	leaq 8(%rsp), %rcx
	movq %rcx, 16(%rax)
	movq %rbx, 40(%rax)
	movq %r12, 48(%rax)
	movq %r13, 56(%rax)
	movq %r14, 64(%rax)
	movq %r15, 72(%rax)
	movq %fs:-8, %rcx
	movq 40(%rcx), %rdx
	movq %rdx, 24(%rax)
	movq %rax, 40(%rcx)
	retq
	.size rt_deferenter, .-rt_deferenter

# void defer_describe(SavedRegs *regs, const void *code): runs the code of a LazyDefer with the registers
# of its function; regs->rbp and regs->pc become what it says. Nothing may be pushed meanwhile.
	.globl defer_describe
	.type defer_describe,@function
	.p2align 4
defer_describe:
	movq %rbx, %r8
	movq %rbp, %r9
	movq %rsp, %r10
	movq (%rdi), %rbx
	movq 40(%rdi), %rbp
	movq 56(%rdi), %rsp
	leaq 1f(%rip), %rdx
	jmpq *%rsi
1:	movq %r8, %rbx
	movq %r9, %rbp
	movq %r10, %rsp
	movq %rax, 40(%rdi)
	movq %rcx, 48(%rdi)
	retq
	.size defer_describe, .-defer_describe

# The signal handler made the faulting code call this. sigpanic_c(SavedRegs *)
	.globl sigpanic
	.type sigpanic,@function
	.p2align 4
sigpanic:
	pushq %rbp
	movq %rsp, %rbp
	pushq %r15
	pushq %r14
	pushq %r13
	pushq %r12
	pushq %rbx
	movq %rsp, %rdi
	callq sigpanic_c
	ud2
	.size sigpanic, .-sigpanic

# Write barrier, slow form: stores r10 at r11 and notes what was there and what is in the thread's buffer;
# preserves every other register. wb_flush_g0 empties the buffer.
	.globl rt_wb_slow
	.type rt_wb_slow,@function
	.p2align 4
rt_wb_slow:
	cmpb $0, rt_wb_enabled(%rip)
	je 3f
	pushq %rax
1:	movq %fs:8, %rax            # next
	cmpq %fs:16, %rax           # end
	je 2f
	movq %r10, 8(%rax)
	pushq (%r11)
	popq (%rax)
	addq $16, %rax
	movq %rax, %fs:8
	popq %rax
3:	movq %r10, (%r11)
	retq
2:	pushq %rbp
	movq %rsp, %rbp
	pushq %rcx
	pushq %rdx
	pushq %rsi
	pushq %rdi
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	subq $256, %rsp
	andq $-16, %rsp
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movups %xmm\n, \n*16(%rsp)
	.endr
	leaq wb_flush_g0(%rip), %rdi
	callq systemstack
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movups \n*16(%rsp), %xmm\n
	.endr
	leaq -64(%rbp), %rsp
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rdi
	popq %rsi
	popq %rdx
	popq %rcx
	popq %rbp
	jmp 1b
	.size rt_wb_slow, .-rt_wb_slow

	.globl ctx_text_end
ctx_text_end:

# void call_deferred(GoFunc *fn, void **argp)
	.globl call_deferred
	.type call_deferred,@function
	.p2align 4
call_deferred:
	pushq %rbp
	movq %rsp, %rbp
	testq %rsi, %rsi
	jz 1f
	movq %rbp, (%rsi)
1:	movq %rdi, %r10
	callq *(%rdi)
	.globl call_deferred_ret
call_deferred_ret:
	popq %rbp
	retq
	.size call_deferred, .-call_deferred

# void rt_gopanic(GoEface v): a frame of its own, with a pc table record, because programs count frames:
# a deferred call that a panic runs is called by runtime.gopanic.
	.globl rt_gopanic
	.type rt_gopanic,@function
	.p2align 4
rt_gopanic:
	pushq %rbp
	movq %rsp, %rbp
	callq gopanic
	ud2
	.globl rt_gopanic_end
rt_gopanic_end:
	.size rt_gopanic, .-rt_gopanic

# A pc table record (abi/pctab.h) for a function of this file, all of it at one line
	.macro PCTAB fn, name, file, line, flags
	.pushsection .rodata.str1.1,"aMS",@progbits,1
1:	.asciz "\name"
2:	.asciz "\file"
	.popsection
	.pushsection seago_pctab,"ao",@progbits,\fn
	.p2align 3
3:	.long \fn, \fn\()_end - \fn, 4f - 3b
	.long 1b, 2b, 0
	.long \line
	.short \flags, 0
	.byte 0x80, 0x02, 0, 0
	.p2align 3
4:
	.popsection
	.endm
	PCTAB rt_gopanic, "runtime.gopanic", "runtime/panic.go", 884, 0
	PCTAB main_entry, "runtime.main", "runtime/proc.go", 250, 12
	PCTAB goroutine_entry, "runtime.goexit", "runtime/asm_amd64.s", 1594, 14

# async_preempt: the signal handler made Go code "call" this, with the address to continue at pushed
# below the red zone. Saves everything, yields, and goes on as if nothing had happened.
	.globl async_preempt
	.type async_preempt,@function
	.p2align 4
async_preempt:
	pushq %rbp
	movq %rsp, %rbp
	pushfq
	cld
	pushq %rax
	pushq %rbx
	pushq %rcx
	pushq %rdx
	pushq %rsi
	pushq %rdi
	pushq %r8
	pushq %r9
	pushq %r10
	pushq %r11
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rsp, %rbx
	subq $256, %rsp
	andq $-16, %rsp
	movups %xmm0, (%rsp)
	movups %xmm1, 16(%rsp)
	movups %xmm2, 32(%rsp)
	movups %xmm3, 48(%rsp)
	movups %xmm4, 64(%rsp)
	movups %xmm5, 80(%rsp)
	movups %xmm6, 96(%rsp)
	movups %xmm7, 112(%rsp)
	movups %xmm8, 128(%rsp)
	movups %xmm9, 144(%rsp)
	movups %xmm10, 160(%rsp)
	movups %xmm11, 176(%rsp)
	movups %xmm12, 192(%rsp)
	movups %xmm13, 208(%rsp)
	movups %xmm14, 224(%rsp)
	movups %xmm15, 240(%rsp)
	callq preempt_park
	movups (%rsp), %xmm0
	movups 16(%rsp), %xmm1
	movups 32(%rsp), %xmm2
	movups 48(%rsp), %xmm3
	movups 64(%rsp), %xmm4
	movups 80(%rsp), %xmm5
	movups 96(%rsp), %xmm6
	movups 112(%rsp), %xmm7
	movups 128(%rsp), %xmm8
	movups 144(%rsp), %xmm9
	movups 160(%rsp), %xmm10
	movups 176(%rsp), %xmm11
	movups 192(%rsp), %xmm12
	movups 208(%rsp), %xmm13
	movups 224(%rsp), %xmm14
	movups 240(%rsp), %xmm15
	movq %rbx, %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %r11
	popq %r10
	popq %r9
	popq %r8
	popq %rdi
	popq %rsi
	popq %rdx
	popq %rcx
	popq %rbx
	popq %rax
	popfq
	popq %rbp
	.globl async_preempt_ret
async_preempt_ret:
	retq $128
	.globl async_preempt_end
async_preempt_end:
	.size async_preempt, .-async_preempt

	.bss
	.globl rt_wb_enabled
rt_wb_enabled:
	.zero 8

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
