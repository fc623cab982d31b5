// The four Russians in portable C: 128-bit vectors, which are SSE2 on x86-64 and NEON on arm64.
#define VECTOR_BYTES 16
#define TARGET
#include "russians_body.h"

static bool available(void) { return true; }

const pr_kernel pr_kernel_portable = {
    .name = "portable",
    .layout = PR_LAYOUT_ROWS,
    .selection_bytes = PASSES * PASS_BYTES,
    .available = available,
    .pack_selection = pack_selection,
    .multiply = multiply,
    .finish = finish,
};
