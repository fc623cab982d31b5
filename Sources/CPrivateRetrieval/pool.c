// A pool of POSIX threads. Tasks are handed out by a counter; the caller works too.
#include "include/pr_pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct {
    pr_pool *pool;
    unsigned index;
    pthread_t thread;
} worker;

struct pr_pool {
    pthread_mutex_t turn;
    pthread_mutex_t mutex;
    pthread_cond_t work, done;
    void (*task)(void *, unsigned, size_t);
    void *context;
    size_t tasks;
    atomic_size_t next;
    unsigned long job;
    unsigned busy, started, threads;
    int ending;
    worker *workers;
    void *memory;
    size_t memory_bytes;
};

static void run_tasks(pr_pool *pool, unsigned index) {
    for (;;) {
        size_t task = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (task >= pool->tasks) { return; }
        pool->task(pool->context, index, task);
    }
}

static void *worker_main(void *argument) {
    worker *self = argument;
    pr_pool *pool = self->pool;
    unsigned long seen = 0;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (pool->job == seen && !pool->ending) { pthread_cond_wait(&pool->work, &pool->mutex); }
        if (pool->ending) { break; }
        seen = pool->job;
        pthread_mutex_unlock(&pool->mutex);
        run_tasks(pool, self->index);
        pthread_mutex_lock(&pool->mutex);
        if (--pool->busy == 0) { pthread_cond_signal(&pool->done); }
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

pr_pool *pr_pool_create(unsigned threads) {
    pr_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL) { return NULL; }
    pool->threads = threads < 1 ? 1 : threads;
    pool->workers = calloc(pool->threads, sizeof *pool->workers);
    pthread_mutex_init(&pool->turn, NULL);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    atomic_init(&pool->next, 0);
    for (unsigned i = 1; pool->workers != NULL && i < pool->threads; i++) {
        worker *each = &pool->workers[pool->started];
        each->pool = pool;
        each->index = i;
        if (pthread_create(&each->thread, NULL, worker_main, each) != 0) { break; }
        pool->started++;
    }
    if (pool->workers == NULL || pool->started + 1 < pool->threads) {
        pr_pool_destroy(pool);
        return NULL;
    }
    return pool;
}

void pr_pool_destroy(pr_pool *pool) {
    pthread_mutex_lock(&pool->mutex);
    pool->ending = 1;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->mutex);
    for (unsigned i = 0; i < pool->started; i++) { pthread_join(pool->workers[i].thread, NULL); }
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->done);
    pthread_mutex_destroy(&pool->mutex);
    pthread_mutex_destroy(&pool->turn);
    free(pool->memory);
    free(pool->workers);
    free(pool);
}

unsigned pr_pool_threads(const pr_pool *pool) { return pool->threads; }

void pr_pool_acquire(pr_pool *pool) { pthread_mutex_lock(&pool->turn); }

void pr_pool_release(pr_pool *pool) { pthread_mutex_unlock(&pool->turn); }

void *pr_pool_memory(pr_pool *pool, size_t bytes) {
    if (bytes > pool->memory_bytes) {
        size_t rounded = (bytes + 4095) / 4096 * 4096;
        free(pool->memory);
        pool->memory = aligned_alloc(4096, rounded);
        pool->memory_bytes = pool->memory == NULL ? 0 : rounded;
    }
    return pool->memory;
}

void pr_pool_run(pr_pool *pool, size_t tasks,
                 void (*task)(void *context, unsigned worker, size_t index), void *context) {
    pthread_mutex_lock(&pool->mutex);
    pool->task = task;
    pool->context = context;
    pool->tasks = tasks;
    atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
    pool->busy = pool->started;
    pool->job++;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->mutex);
    run_tasks(pool, 0);
    pthread_mutex_lock(&pool->mutex);
    while (pool->busy != 0) { pthread_cond_wait(&pool->done, &pool->mutex); }
    pthread_mutex_unlock(&pool->mutex);
}
