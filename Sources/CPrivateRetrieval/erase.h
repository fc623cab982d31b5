// Erasure that the compiler keeps.
#ifndef PR_ERASE_H
#define PR_ERASE_H

#include <string.h>

static inline void pr_erase(void *memory, size_t bytes) {
    memset(memory, 0, bytes);
    __asm__ volatile("" : : "r"(memory) : "memory");
}

#endif
