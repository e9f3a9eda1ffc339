/* runtime/cpu.h: what the processor offers beyond x86-64's baseline. Set before any Go code runs and
 * never written again. A flag says that the processor has the instructions and the kernel saves the
 * registers that they use. */
#ifndef RUNTIME_CPU_H
#define RUNTIME_CPU_H

#include "runtime/runtime.h"

typedef struct CpuFeatures {
    bool ssse3, sse41, sse42, pclmulqdq, aes, fma, avx2, bmi2, adx, sha;
} CpuFeatures;
extern CpuFeatures cpu;
void cpu_init(void);

typedef struct CpuidResult { u32 a, b, c, d; } CpuidResult;
CpuidResult cpu_id(u32 leaf, u32 subleaf);
u32 cpu_xcr0(void); /* low half of the register that says which states the kernel saves */

#endif
