/* tests/runtime/gocode.h: what generated code looks like to the runtime, for tests written in C. */
#ifndef GOCODE_H
#define GOCODE_H
#include "runtime/rt.h"

#define GOMAIN(...) \
    int32_t seago_tree_minor = 19; \
    void seago_main(void); \
    void (*const seago_inits[])(void) = { __VA_ARGS__ NULL }; \
    void seago_main(void)

#define STR(lit) ((GoString){ (const uint8_t *)(lit), sizeof(lit) - 1 })
static inline void say(const char *s)
{
    rt_printlock();
    rt_printstring(gostring(s));
    rt_printnl();
    rt_printunlock();
}
static inline void say_int(const char *s, int64_t v)
{
    rt_printlock();
    rt_printstring(gostring(s));
    rt_printsp();
    rt_printint(v);
    rt_printnl();
    rt_printunlock();
}

/* A pc table record for a function of the test: the runtime then takes it for Go code. */
#define GO_FUNC(fn, size, goname, line, flags) \
    __asm__(".pushsection .rodata.str1.1,\"aMS\",@progbits,1\n91: .asciz \"" goname "\"\n" \
            "92: .asciz \"/src/x.go\"\n.popsection\n" \
            ".pushsection seago_pctab,\"a\",@progbits\n.p2align 3\n93: .long " #fn "\n" \
            ".long " #size ", 94f-93b, 91b, 92b, 0, " #line "\n.short " #flags ", 0\n" \
            ".byte 0x80, 0x80, 0x01, 2, 0\n.p2align 3\n94:\n.popsection\n")

/* type descriptors */
#define NAME(sym, text) static const struct { uint8_t flags, len; char s[sizeof(text)]; } sym = { 0, sizeof(text) - 1, text }
static inline uint32_t addr32(const void *p) { return (uint32_t)(uintptr_t)p; }

/* A closure: code gets its own address in r10. The prologue that asks for a segment, or yields, would not
 * keep it as that of Go code does. */
#define GOROUTINE __attribute__((no_split_stack))
static inline void *closure(void) { void *p; __asm__("movq %%r10, %0" : "=r"(p)); return p; }

/* What SSA's DeferInit does. */
#define DEFER_INIT(frame, label) \
    __asm__ goto("movq %%rbp,(%0); leaq %l1(%%rip),%%rcx; movq %%rcx,8(%0); movq %%rsp,16(%0)" \
                 : : "a"(frame) : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", \
                 "r13", "r14", "r15", "memory", "cc" : label)
#endif
