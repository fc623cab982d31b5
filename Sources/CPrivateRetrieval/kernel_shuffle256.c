// Byte shuffles with AVX2: for processors without GFNI whose operator wants addresses that do not
// depend on shares. The four Russians (kernel_russians256.c) are about as fast.
#if defined(__x86_64__)
#include <immintrin.h>

#define VECTOR_BYTES 32
#define TARGET __attribute__((target("avx2")))
#define LOAD(from) _mm256_load_si256((const __m256i *)(from))
#define STORE(to, value) _mm256_store_si256((__m256i *)(to), value)
#define TABLE(from) _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(from)))
#define LOOKUP(table, index) _mm256_shuffle_epi8(table, index)
#define LOW(bytes) _mm256_and_si256(bytes, _mm256_set1_epi8(15))
#define HIGH(bytes) _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15))
#define XOR(a, b) _mm256_xor_si256(a, b)
typedef __m256i vector;
#include "shuffle_body.h"

static bool available(void) { return __builtin_cpu_supports("avx2"); }

const pr_kernel pr_kernel_shuffle256 = {
    .name = "avx2-shuffle",
    .layout = PR_LAYOUT_OCTETS,
    .selection_bytes = PR_BLOCK_OCTETS * OCTET_BYTES,
    .available = available,
    .pack_selection = pack_selection,
    .multiply = multiply,
    .finish = pr_octets_finish,
};
#endif
