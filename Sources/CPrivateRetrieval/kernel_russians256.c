// The four Russians on 256-bit vectors, for processors that have AVX2 but no GFNI.
#if defined(__x86_64__)
#define VECTOR_BYTES 32
#define TARGET __attribute__((target("avx2")))
#include "russians_body.h"

static bool available(void) { return __builtin_cpu_supports("avx2"); }

const pr_kernel pr_kernel_russians256 = {
    .name = "avx2",
    .layout = PR_LAYOUT_ROWS,
    .selection_bytes = PASSES * PASS_BYTES,
    .available = available,
    .pack_selection = pack_selection,
    .multiply = multiply,
    .finish = finish,
};
#endif
