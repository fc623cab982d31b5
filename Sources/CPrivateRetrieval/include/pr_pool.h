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

/// Calls `task(context, worker, index)` for each index below `tasks`, spread over the pool, and
/// returns when all are done. Calls from several threads wait for each other.
void pr_pool_run(pr_pool *pool, size_t tasks, void (*task)(void *context, unsigned worker, size_t index),
                 void *context);

#endif
