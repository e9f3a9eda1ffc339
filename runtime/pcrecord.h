/* runtime/pcrecord.h: C functions that profiles show under the name of the one in Go's runtime
 * whose part they play. PC_RECORD(fn, name, file, line) makes a pc table record (abi/pctab.h) for
 * a function of the same C file, all of it at one line; tracebacks hide it. The end of fn is the
 * end of its section (-ffunction-sections): code in a later subsection comes behind it. */
#ifndef RUNTIME_PCRECORD_H
#define RUNTIME_PCRECORD_H

#define PC_RECORD(fn, name, file, line) \
    __asm__(".pushsection .text." #fn ",\"ax\",@progbits\n" \
            "\t.subsection 1\n" \
            ".Lend_of_" #fn ":\n" \
            "\t.popsection\n" \
            "\t.pushsection .rodata.str1.1,\"aMS\",@progbits,1\n" \
            "1:\t.asciz \"" name "\"\n" \
            "2:\t.asciz \"" file "\"\n" \
            "\t.popsection\n" \
            "\t.pushsection seago_pctab,\"ao\",@progbits,.Lend_of_" #fn "\n" \
            "\t.p2align 3\n" \
            "3:\t.long " #fn ", .Lend_of_" #fn " - " #fn ", 4f - 3b\n" \
            "\t.long 1b, 2b, 0, " #line "\n" \
            "\t.short 4, 0\n" /* PCF_RUNTIME */ \
            "\t.byte 0x80, 0x80, 4, 0, 0\n" /* 16 KB at this line: more than any function has */ \
            "\t.p2align 3\n" \
            "4:\n" \
            "\t.popsection\n")

#endif
