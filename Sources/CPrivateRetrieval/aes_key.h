// The key schedule that engines share, and the S-box beneath it.
#ifndef PR_AES_KEY_H
#define PR_AES_KEY_H

#include "aes_engine.h"

/// AES's SubBytes on eight bytes, computed.
uint64_t pr_aes_substitute8(uint64_t bytes);

void pr_aes_expand_key(pr_aes_key *key, const uint8_t *bytes, size_t count);

#endif
