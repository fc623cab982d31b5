// What the machine can do at best, to judge kernels by.
#ifndef PR_BENCH_H
#define PR_BENCH_H

#include <stddef.h>
#include <stdint.h>

#include "pr_pool.h"

/// Bytes a second that one core reads from its first-level cache into vectors of 16, 32 or 64
/// bytes; 0 where the processor lacks them.
double pr_bench_load_rate(unsigned vector_bytes);

/// Affine instructions a second on vectors of 32 or 64 bytes; 0 where the processor lacks them.
double pr_bench_affine_rate(unsigned vector_bytes);

/// Bytes a second that the pool's threads together read from `memory`, each its own part: the sum of
/// what each reads in its own processor time (waiting for memory is processor time).
double pr_bench_memory_rate(pr_pool *pool, const uint8_t *memory, size_t bytes);

/// Processor time of this thread, of all threads, and time on the wall, in seconds.
double pr_bench_thread_seconds(void);
double pr_bench_process_seconds(void);
double pr_bench_wall_seconds(void);

/// Bytes of the largest cache, or 0 if the system does not say.
size_t pr_bench_cache_bytes(void);

/// Fills memory with bytes that look random.
void pr_bench_fill(uint8_t *memory, size_t bytes, uint64_t seed);

#endif
