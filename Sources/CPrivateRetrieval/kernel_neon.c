// Byte shuffles with NEON, which every arm64 processor has.
#if defined(__aarch64__)
#include <arm_neon.h>

#define VECTOR_BYTES 16
#define TARGET
#define LOAD(from) vld1q_u8(from)
#define STORE(to, value) vst1q_u8(to, value)
#define TABLE(from) vld1q_u8(from)
#define LOOKUP(table, index) vqtbl1q_u8(table, index)
#define LOW(bytes) vandq_u8(bytes, vdupq_n_u8(15))
#define HIGH(bytes) vshrq_n_u8(bytes, 4)
#define XOR(a, b) veorq_u8(a, b)
typedef uint8x16_t vector;
#include "shuffle_body.h"

static bool available(void) { return true; }

const pr_kernel pr_kernel_neon = {
    .name = "neon",
    .layout = PR_LAYOUT_OCTETS,
    .selection_bytes = PR_BLOCK_OCTETS * OCTET_BYTES,
    .available = available,
    .pack_selection = pack_selection,
    .multiply = multiply,
    .finish = pr_octets_finish,
};
#endif
