/* call_fib.go in C. */
#include <stdio.h>

static long __attribute__((noinline)) fib(long n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int main(void) { fprintf(stderr, "%ld\n", fib(40)); }
