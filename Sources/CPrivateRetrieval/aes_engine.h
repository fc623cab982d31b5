// What an AES engine does for the tree and for pads.
//
// The generator is the Matyas-Meyer-Oseas compression of AES-128 under a key that everybody knows
// and that changes every round: H(x) = AES(tweak, x) ^ x. A node with seed s (lowest bit cleared)
// has the children H(s) and H(s | 1), each corrected if the node's control bit is set, and the
// leaf bits H(s ^ 0) || H(s ^ 1) || H(s ^ 2) || H(s ^ 3), corrected likewise.
#ifndef PR_AES_ENGINE_H
#define PR_AES_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "block.h"
#include "include/pr_dpf.h"
#include "include/pr_engines.h"

/// Round keys of AES-128 (11) or AES-256 (15).
typedef struct {
    _Alignas(64) uint8_t round_keys[15][16];
    unsigned rounds;
} pr_aes_key;

struct pr_aes_engine {
    const char *name;
    bool (*available)(void);

    /// Expands a key of 16 or 32 bytes.
    void (*expand_key)(pr_aes_key *key, const uint8_t *bytes, size_t count);

    /// parents[nodes][lanes] to children[2 * nodes][lanes]; lanes is a multiple of 8. The
    /// correction words hold the control bit in their lowest bit. `children` may not overlap.
    void (*expand_level)(const pr_aes_key *key, const pr_block *parents, size_t nodes, size_t lanes,
                         const pr_block *left, const pr_block *right, pr_block *children);

    /// leaves[nodes][lanes] to bits: lane q's 64 bytes of leaf i at bits + q * stride + 64 * i.
    void (*expand_leaves)(const pr_aes_key *key, const pr_block *leaves, size_t nodes, size_t lanes,
                          const uint8_t *final, uint8_t *bits, size_t stride);

    /// XORs the keystream of counter blocks 0, 1, ... onto data.
    void (*apply_pad)(const pr_aes_key *key, uint8_t *data, size_t count);
};

extern const pr_aes_engine pr_aes_portable;
#if defined(__x86_64__)
extern const pr_aes_engine pr_aes_ni;
extern const pr_aes_engine pr_aes_vaes512;
#elif defined(__aarch64__)
extern const pr_aes_engine pr_aes_neon;
#endif

#endif
