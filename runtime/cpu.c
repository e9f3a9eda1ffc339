/* runtime/cpu.c: asks the processor what it can do (Intel SDM, CPUID). */
#include "runtime/cpu.h"

CpuFeatures cpu;

CpuidResult cpu_id(u32 leaf, u32 subleaf)
{
    CpuidResult r;
    __asm__ volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d) : "0"(leaf), "2"(subleaf));
    return r;
}

u32 cpu_xcr0(void)
{
    u32 low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

static bool bit(u32 word, int n) { return word >> n & 1; }

void cpu_init(void)
{
    enum { XMM_AND_YMM = 6 };
    u32 leaves = cpu_id(0, 0).a;
    CpuidResult one = cpu_id(1, 0), seven = { 0 };
    if (leaves >= 7)
        seven = cpu_id(7, 0);
    cpu.ssse3 = bit(one.c, 9);
    cpu.sse41 = bit(one.c, 19);
    cpu.sse42 = bit(one.c, 20);
    cpu.pclmulqdq = bit(one.c, 1);
    cpu.aes = bit(one.c, 25);
    cpu.sha = bit(seven.b, 29);
    cpu.bmi2 = bit(seven.b, 8);
    cpu.adx = bit(seven.b, 19);
    bool saved = bit(one.c, 27) && (cpu_xcr0() & XMM_AND_YMM) == XMM_AND_YMM;
    cpu.fma = saved && bit(one.c, 12);
    cpu.avx2 = saved && bit(seven.b, 5);
}
