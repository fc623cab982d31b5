// The key schedules of AES-128 and AES-256 (FIPS 197), shared by all engines.
//
// Constant time: pad keys are secrets. The S-box is computed, never looked up.
#include "aes_key.h"

/// Doubles eight elements of GF(2^8) at once.
static uint64_t doubled(uint64_t x) {
    uint64_t carries = (x >> 7) & 0x0101010101010101u;
    return ((x & 0x7f7f7f7f7f7f7f7fu) << 1) ^ (carries * 0x1b);
}

static uint64_t multiplied(uint64_t a, uint64_t b) {
    uint64_t product = 0;
    for (int bit = 0; bit < 8; bit++) {
        uint64_t mask = ((b >> bit) & 0x0101010101010101u) * 0xff;
        product ^= a & mask;
        a = doubled(a);
    }
    return product;
}

static uint64_t rotated(uint64_t x, int count) {
    uint64_t high = (uint64_t)(0xff & (0xff << count)) * 0x0101010101010101u;
    return ((x << count) & high) | ((x >> (8 - count)) & ~high);
}

uint64_t pr_aes_substitute8(uint64_t x) {
    uint64_t x2 = multiplied(x, x);
    uint64_t x3 = multiplied(x2, x);
    uint64_t x6 = multiplied(x3, x3);
    uint64_t x12 = multiplied(x6, x6);
    uint64_t x15 = multiplied(x12, x3);
    uint64_t x30 = multiplied(x15, x15);
    uint64_t x60 = multiplied(x30, x30);
    uint64_t x120 = multiplied(x60, x60);
    uint64_t x126 = multiplied(x120, x6);
    uint64_t x127 = multiplied(x126, x);
    uint64_t inverse = multiplied(x127, x127);
    return inverse ^ rotated(inverse, 1) ^ rotated(inverse, 2) ^ rotated(inverse, 3)
        ^ rotated(inverse, 4) ^ 0x6363636363636363u;
}

static uint32_t substituted(uint32_t word) {
    return (uint32_t)pr_aes_substitute8(word);
}

void pr_aes_expand_key(pr_aes_key *key, const uint8_t *bytes, size_t count) {
    size_t key_words = count / 4;
    uint32_t words[60];
    uint32_t constant = 1;
    key->rounds = (unsigned)key_words + 6;
    memcpy(words, bytes, count);
    for (size_t i = key_words; i < 4 * (key->rounds + 1); i++) {
        uint32_t word = words[i - 1];
        if (i % key_words == 0) {
            word = substituted((word >> 8) | (word << 24)) ^ constant;
            constant = (uint32_t)doubled(constant);
        } else if (key_words > 6 && i % key_words == 4) {
            word = substituted(word);
        }
        words[i] = words[i - key_words] ^ word;
    }
    memcpy(key->round_keys, words, 16 * (key->rounds + 1));
}
