// Measures clocks, memory and caches.
#define _GNU_SOURCE

#include "include/pr_bench.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double pr_bench_thread_seconds(void) { return seconds(CLOCK_THREAD_CPUTIME_ID); }

double pr_bench_process_seconds(void) { return seconds(CLOCK_PROCESS_CPUTIME_ID); }

double pr_bench_wall_seconds(void) { return seconds(CLOCK_MONOTONIC); }

size_t pr_bench_cache_bytes(void) {
#ifdef _SC_LEVEL3_CACHE_SIZE
    long bytes = sysconf(_SC_LEVEL3_CACHE_SIZE);
    return bytes > 0 ? (size_t)bytes : 0;
#else
    return 0;
#endif
}

void pr_bench_fill(uint8_t *memory, size_t bytes, uint64_t seed) {
    for (size_t i = 0; i < bytes; i += 8) {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        memcpy(memory + i, &seed, bytes - i < 8 ? bytes - i : 8);
    }
}

/// Most parts that memory is read in.
#define PARTS 256

typedef struct {
    const uint8_t *memory;
    size_t bytes;
    double rates[PARTS];
} parts;

typedef uint64_t wide __attribute__((vector_size(64), aligned(1), may_alias));

static void read_part(void *context, unsigned worker, size_t index) {
    parts *all = context;
    (void)worker;
    const uint8_t *from = all->memory + index * all->bytes;
    double start = pr_bench_thread_seconds();
    wide sums[4] = {{0}};
    for (size_t i = 0; i + 256 <= all->bytes; i += 256) {
        for (size_t j = 0; j < 4; j++) { sums[j] ^= *(const wide *)(from + i + 64 * j); }
    }
    __asm__ volatile("" : : "r"(sums) : "memory");
    all->rates[index] = (double)all->bytes / (pr_bench_thread_seconds() - start);
}

double pr_bench_memory_rate(pr_pool *pool, const uint8_t *memory, size_t bytes) {
    size_t count = pr_pool_threads(pool) < PARTS ? pr_pool_threads(pool) : PARTS;
    parts all = {memory, bytes / count / 256 * 256, {0}};
    double sum = 0;
    pr_pool_acquire(pool);
    pr_pool_run(pool, count, read_part, &all);
    pr_pool_release(pool);
    for (size_t i = 0; i < count; i++) { sum += all.rates[i]; }
    return sum;
}
