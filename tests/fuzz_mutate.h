/* fuzz_mutate: changes to Go text that libFuzzer's own, byte by byte, seldom find: tokens, bracketed
 * groups, lines and declarations move as wholes, so that much of the outcome still parses. */
#ifndef TESTS_FUZZ_MUTATE_H
#define TESTS_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's interface: data is changed in place; the new size is at most max. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb,
                                 uint8_t *out, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max); /* what libFuzzer would do */

#endif
