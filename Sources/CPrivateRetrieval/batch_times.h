// Where the time of a batch goes.
#ifndef PR_BATCH_TIMES_H
#define PR_BATCH_TIMES_H

#include <time.h>

#include "include/pr_batch.h"

/// Adds up processor time by stage, if anybody wants to know.
typedef struct {
    int wanted;
    uint64_t since;
    pr_batch_times sum;
} pr_stopwatch;

static inline uint64_t pr_thread_nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline pr_stopwatch pr_stopwatch_start(int wanted) {
    pr_stopwatch watch = {wanted, wanted ? pr_thread_nanoseconds() : 0, {0, 0, 0, 0, 0}};
    return watch;
}

static inline void pr_stopwatch_lap(pr_stopwatch *watch, uint64_t *stage) {
    if (!watch->wanted) { return; }
    uint64_t time = pr_thread_nanoseconds();
    *stage += time - watch->since;
    watch->since = time;
}

static inline void pr_batch_times_add(pr_batch_times *sum, const pr_batch_times *times) {
    sum->expansion += times->expansion;
    sum->packing += times->packing;
    sum->product += times->product;
    sum->unpacking += times->unpacking;
    sum->sealing += times->sealing;
}

#endif
