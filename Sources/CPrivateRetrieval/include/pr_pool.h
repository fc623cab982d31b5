// A small pool of threads that runs the tasks of one job at a time.
#ifndef PR_POOL_H
#define PR_POOL_H

#include <stddef.h>

typedef struct pr_pool pr_pool;

/// A pool that computes on `threads` threads, the caller's included; null when memory or
/// threads are lacking.
pr_pool *pr_pool_create(unsigned threads);

/// Ends the pool's threads. No job may be running.
void pr_pool_destroy(pr_pool *pool);

unsigned pr_pool_threads(const pr_pool *pool);

/// Waits until nobody else uses the pool, and keeps it until it is released.
void pr_pool_acquire(pr_pool *pool);
void pr_pool_release(pr_pool *pool);

/// Memory of that size on a page boundary, or null; for whoever acquired the pool. The pool keeps
/// it for the next time, as fresh pages cost more than what is computed in them.
void *pr_pool_memory(pr_pool *pool, size_t bytes);

/// Calls `task(context, worker, index)` for each index below `tasks`, spread over the pool, and
/// returns when all are done. For whoever acquired the pool.
void pr_pool_run(pr_pool *pool, size_t tasks,
                 void (*task)(void *context, unsigned worker, size_t index), void *context);

#endif
