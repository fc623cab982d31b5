// What this processor can run: AES engines and product kernels, by name.
#ifndef PR_ENGINES_H
#define PR_ENGINES_H

#include <stddef.h>
#include <stdint.h>

/// How records lie in memory. Rows: one after the other. Octets: the bits of eight records side
/// by side in one byte, column after column.
enum { PR_LAYOUT_ROWS = 0, PR_LAYOUT_OCTETS = 1 };

typedef struct pr_kernel pr_kernel;
typedef struct pr_aes_engine pr_aes_engine;

/// The kernels compiled in that this processor can run, best first; null past the end.
const pr_kernel *pr_kernel_at(size_t index);
const char *pr_kernel_name(const pr_kernel *kernel);
int pr_kernel_layout(const pr_kernel *kernel);

/// The AES engines compiled in that this processor can run, best first; null past the end.
const pr_aes_engine *pr_aes_engine_at(size_t index);
const char *pr_aes_engine_name(const pr_aes_engine *engine);

/// XORs an AES-CTR keystream (zero initial counter, big-endian) onto data. Key: 16 or 32 bytes.
void pr_pad_apply(const pr_aes_engine *engine, const uint8_t *key, size_t key_bytes, uint8_t *data,
                  size_t count);

#endif
