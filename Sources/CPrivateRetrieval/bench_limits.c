// Measures what one core does at best with the instructions that kernels are made of.
#include <string.h>

#include "include/pr_bench.h"

/// Iterations of a measurement: some milliseconds.
#define ITERATIONS 1600000

/// Bytes that are read again and again: they fit every first-level cache.
#define BUFFER 16384

static double rate_of(void (*work)(void), double units) {
    double start = pr_bench_thread_seconds();
    work();
    return units / (pr_bench_thread_seconds() - start);
}

static _Alignas(64) uint8_t buffer[BUFFER];

/// Gives the buffer memory of its own. Unwritten, all its pages are the kernel's one page of zeros,
/// and caches that look lines up by their virtual address (AMD's) miss what they hold under another.
static void fill_buffer(void) { memset(buffer, 1, BUFFER); }

/// A pass over the buffer, eight loads a step.
#define LOADS(NAME, TARGET, BYTES, LOAD)                                                           \
    TARGET static void NAME(void) {                                                                \
        for (int pass = 0; pass < ITERATIONS / 40; pass++) {                                       \
            for (size_t at = 0; at < BUFFER; at += 8 * BYTES) {                                    \
                const uint8_t *from = buffer + at;                                                 \
                LOAD                                                                               \
            }                                                                                      \
        }                                                                                          \
    }

#if defined(__x86_64__)

#define EIGHT_LOADS(INSTRUCTION, REGISTER, B)                                                      \
    __asm__ volatile(                                                                              \
        INSTRUCTION " (%0), %%" REGISTER "0\n" INSTRUCTION " 1*" B "(%0), %%" REGISTER "1\n"       \
        INSTRUCTION " 2*" B "(%0), %%" REGISTER "2\n" INSTRUCTION " 3*" B "(%0), %%" REGISTER "3\n"\
        INSTRUCTION " 4*" B "(%0), %%" REGISTER "4\n" INSTRUCTION " 5*" B "(%0), %%" REGISTER "5\n"\
        INSTRUCTION " 6*" B "(%0), %%" REGISTER "6\n" INSTRUCTION " 7*" B "(%0), %%" REGISTER "7\n"\
        : : "r"(from)                                                                              \
        : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7");

LOADS(load16, , 16, EIGHT_LOADS("movdqa", "xmm", "16"))
LOADS(load32, __attribute__((target("avx2"))), 32, EIGHT_LOADS("vmovdqa", "ymm", "32"))
LOADS(load64, __attribute__((target("avx512f"))), 64, EIGHT_LOADS("vmovdqa64", "zmm", "64"))

double pr_bench_load_rate(unsigned vector_bytes) {
    fill_buffer();
    double bytes = (double)(ITERATIONS / 40) * BUFFER;
    if (vector_bytes == 16) { return rate_of(load16, bytes); }
    if (vector_bytes == 32 && __builtin_cpu_supports("avx2")) { return rate_of(load32, bytes); }
    if (vector_bytes == 64 && __builtin_cpu_supports("avx512f")) {
        return rate_of(load64, bytes);
    }
    return 0;
}

#define AFFINE(R, N) "vgf2p8affineqb $0, %%" R "15, %%" R "14, %%" R #N "\n"
#define EIGHT_AFFINE(R)                                                                            \
    __asm__ volatile(AFFINE(R, 0) AFFINE(R, 1) AFFINE(R, 2) AFFINE(R, 3) AFFINE(R, 4) AFFINE(R, 5) \
                         AFFINE(R, 6) AFFINE(R, 7)                                                 \
                     : :                                                                           \
                     : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7");

__attribute__((target("avx512f,gfni"))) static void affine64(void) {
    for (int i = 0; i < ITERATIONS; i++) { EIGHT_AFFINE("zmm") }
}

__attribute__((target("avx2,gfni"))) static void affine32(void) {
    for (int i = 0; i < ITERATIONS; i++) { EIGHT_AFFINE("ymm") }
}

double pr_bench_affine_rate(unsigned vector_bytes) {
    if (!__builtin_cpu_supports("gfni")) { return 0; }
    if (vector_bytes == 32 && __builtin_cpu_supports("avx2")) {
        return rate_of(affine32, 8.0 * ITERATIONS);
    }
    if (vector_bytes == 64 && __builtin_cpu_supports("avx512f")) {
        return rate_of(affine64, 8.0 * ITERATIONS);
    }
    return 0;
}

#else

typedef uint64_t vector __attribute__((vector_size(16)));

#define EIGHT_LOADS                                                                                \
    for (size_t i = 0; i < 8; i++) {                                                               \
        vector loaded = *(const volatile vector *)(from + 16 * i);                                 \
        (void)loaded;                                                                              \
    }

LOADS(load16, , 16, EIGHT_LOADS)

double pr_bench_load_rate(unsigned vector_bytes) {
    fill_buffer();
    return vector_bytes == 16 ? rate_of(load16, (double)(ITERATIONS / 40) * BUFFER) : 0;
}

double pr_bench_affine_rate(unsigned vector_bytes) {
    (void)vector_bytes;
    return 0;
}

#endif
