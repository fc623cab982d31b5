// The four Russians on 512-bit vectors, for processors that have AVX-512 but no GFNI.
#if defined(__x86_64__)
#define VECTOR_BYTES 64
#define TARGET __attribute__((target("avx512f")))
#include "russians_body.h"

static bool available(void) { return __builtin_cpu_supports("avx512f"); }

const pr_kernel pr_kernel_russians512 = {
    .name = "avx512",
    .layout = PR_LAYOUT_ROWS,
    .selection_bytes = PASSES * PASS_BYTES,
    .available = available,
    .pack_selection = pack_selection,
    .multiply = multiply,
    .finish = finish,
};
#endif
