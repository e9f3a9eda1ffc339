# runtime/linknames_amd64.S: the functions of linknames.def, each a jump.

#define LINKNAME(goname, cname) \
    .section .text.linkname.cname, "ax", @progbits; \
    .weak goname; \
    .type goname, @function; \
    goname: jmp cname
#include "runtime/linknames.def"

# func growslice(...) slice; its parameters, five words, have changed (linknames.c)
	.section .text.linkname.growslice, "ax", @progbits
	.weak "runtime.growslice"
	.type "runtime.growslice", @function
"runtime.growslice":
	pushq %rbp
	movq %rsp, %rbp
	subq $32, %rsp
	movq %r8, %r9
	movq %rcx, %r8
	movq %rdx, %rcx
	movq %rsi, %rdx
	movq %rdi, %rsi
	movq %rsp, %rdi
	callq linkname_growslice
	movq (%rsp), %rax
	movq 8(%rsp), %rdx
	movq 16(%rsp), %rcx
	leave
	retq

	.section .note.GNU-split-stack,"",@progbits
	.section .note.GNU-stack,"",@progbits
