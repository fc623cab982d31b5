// Ways of packing records into the octet layout.
#ifndef PR_OCTET_PACKER_H
#define PR_OCTET_PACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// `pack` and `set` as pr_block_pack and pr_block_set.
typedef struct {
    const char *name;
    bool (*available)(void);
    void (*pack)(uint8_t *block, size_t block_records, size_t record_bytes, size_t first,
                 size_t count, const uint8_t *rows);
    void (*set)(uint8_t *block, size_t block_records, size_t record_bytes, size_t index,
                const uint8_t *row);
} pr_octet_packer;

extern const pr_octet_packer pr_octet_packer_portable;
#if defined(__x86_64__)
extern const pr_octet_packer pr_octet_packer_avx512;
extern const pr_octet_packer pr_octet_packer_avx2;
#endif

/// The packers that this processor can run, best first; null past the end.
const pr_octet_packer *pr_octet_packer_at(size_t index);

#endif
