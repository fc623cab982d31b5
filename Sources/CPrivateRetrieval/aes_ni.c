// AES with the AES-NI instructions, eight blocks in flight.
//
// Constant time: seeds and pad keys are secrets of a client towards everyone but this server. No
// branch and no address depends on them.
#if defined(__x86_64__)
#include <immintrin.h>

#include "aes_key_x86.h"

#define PR_TARGET __attribute__((target("aes,sse4.1")))

PR_TARGET static inline void encrypt8(const pr_aes_key *key, __m128i blocks[8]) {
    const __m128i *round_keys = (const __m128i *)key->round_keys;
    for (int i = 0; i < 8; i++) { blocks[i] = _mm_xor_si128(blocks[i], round_keys[0]); }
    for (unsigned round = 1; round < key->rounds; round++) {
        for (int i = 0; i < 8; i++) { blocks[i] = _mm_aesenc_si128(blocks[i], round_keys[round]); }
    }
    for (int i = 0; i < 8; i++) {
        blocks[i] = _mm_aesenclast_si128(blocks[i], round_keys[key->rounds]);
    }
}

PR_TARGET static inline void hash8(const pr_aes_key *key, const pr_block *in, pr_block *out) {
    __m128i blocks[8];
    for (int i = 0; i < 8; i++) { blocks[i] = _mm_load_si128((const __m128i *)&in[i]); }
    encrypt8(key, blocks);
    for (int i = 0; i < 8; i++) {
        __m128i input = _mm_load_si128((const __m128i *)&in[i]);
        _mm_store_si128((__m128i *)&out[i], _mm_xor_si128(blocks[i], input));
    }
}

#define PR_HASH8(key, in, out) hash8(key, in, out)
#include "aes_engine_body.h"

PR_TARGET static void apply_pad(const pr_aes_key *key, uint8_t *data, size_t count) {
    for (size_t offset = 0; offset < count; offset += 128) {
        __m128i blocks[8];
        for (int i = 0; i < 8; i++) {
            uint64_t counter = offset / 16 + (uint64_t)i;
            blocks[i] = _mm_set_epi64x((long long)__builtin_bswap64(counter), 0);
        }
        encrypt8(key, blocks);
        if (count - offset >= 128) {
            for (size_t i = 0; i < 8; i++) {
                __m128i *target = (__m128i *)(data + offset + 16 * i);
                _mm_storeu_si128(target, _mm_xor_si128(_mm_loadu_si128(target), blocks[i]));
            }
        } else {
            uint8_t bytes[128];
            memcpy(bytes, blocks, 128);
            for (size_t i = 0; i < count - offset; i++) { data[offset + i] ^= bytes[i]; }
        }
    }
}

PR_TARGET static void expand_key(pr_aes_key *key, const uint8_t *bytes, size_t count) {
    pr_aes_expand_key_x86(key, bytes, count);
}

static bool available(void) {
    return __builtin_cpu_supports("aes") && __builtin_cpu_supports("sse4.1");
}

const pr_aes_engine pr_aes_ni = {
    .name = "aesni",
    .available = available,
    .expand_key = expand_key,
    .expand_level = expand_level,
    .expand_leaves = expand_leaves,
    .apply_pad = apply_pad,
};
#endif
