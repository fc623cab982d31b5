// AES with the cryptographic extension of arm64, eight blocks in flight.
//
// Constant time: seeds and pad keys are secrets of a client towards everyone but this server. No
// branch and no address depends on them.
#if defined(__aarch64__)
#include <arm_neon.h>

#if defined(__linux__)
#include <sys/auxv.h>
#endif

#include "aes_key.h"

#define PR_TARGET __attribute__((target("aes")))

/// AESE adds its key first; so the last key is added apart.
PR_TARGET static inline void encrypt8(const pr_aes_key *key, uint8x16_t blocks[8]) {
    for (unsigned round = 0; round + 1 < key->rounds; round++) {
        uint8x16_t each = vld1q_u8(key->round_keys[round]);
        for (int i = 0; i < 8; i++) { blocks[i] = vaesmcq_u8(vaeseq_u8(blocks[i], each)); }
    }
    uint8x16_t each = vld1q_u8(key->round_keys[key->rounds - 1]);
    uint8x16_t last = vld1q_u8(key->round_keys[key->rounds]);
    for (int i = 0; i < 8; i++) { blocks[i] = veorq_u8(vaeseq_u8(blocks[i], each), last); }
}

PR_TARGET static inline void hash8(const pr_aes_key *key, const pr_block *in, pr_block *out) {
    uint8x16_t blocks[8];
    for (int i = 0; i < 8; i++) { blocks[i] = vld1q_u8((const uint8_t *)&in[i]); }
    encrypt8(key, blocks);
    for (int i = 0; i < 8; i++) {
        uint8x16_t sum = veorq_u8(blocks[i], vld1q_u8((const uint8_t *)&in[i]));
        vst1q_u8((uint8_t *)&out[i], sum);
    }
}

#define PR_HASH8(key, in, out) hash8(key, in, out)
#include "aes_engine_body.h"

PR_TARGET static void apply_pad(const pr_aes_key *key, uint8_t *data, size_t count) {
    for (size_t offset = 0; offset < count; offset += 128) {
        uint8x16_t blocks[8];
        for (size_t i = 0; i < 8; i++) {
            uint64_t counter[2] = {0, __builtin_bswap64(offset / 16 + i)};
            blocks[i] = vld1q_u8((const uint8_t *)counter);
        }
        encrypt8(key, blocks);
        uint8_t pad[128];
        for (size_t i = 0; i < 8; i++) { vst1q_u8(pad + 16 * i, blocks[i]); }
        size_t length = count - offset < 128 ? count - offset : 128;
        for (size_t i = 0; i < length; i++) { data[offset + i] ^= pad[i]; }
    }
}

static bool available(void) {
#if defined(__APPLE__)
    return true;
#elif defined(__linux__)
    return (getauxval(AT_HWCAP) & (1 << 3)) != 0;
#else
    return false;
#endif
}

const pr_aes_engine pr_aes_neon = {
    .name = "neon",
    .available = available,
    .expand_key = pr_aes_expand_key,
    .expand_level = expand_level,
    .expand_leaves = expand_leaves,
    .apply_pad = apply_pad,
};
#endif
