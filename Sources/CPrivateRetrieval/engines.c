// The tables of what is compiled in, best first, and the choice at run time.
#include <string.h>

#include "aes_engine.h"
#include "erase.h"
#include "kernel.h"

static const pr_aes_engine *const aes_engines[] = {
#if defined(__x86_64__)
    &pr_aes_vaes512,
    &pr_aes_ni,
#elif defined(__aarch64__)
    &pr_aes_neon,
#endif
    &pr_aes_portable,
};

static const pr_kernel *const kernels[] = {
#if defined(__x86_64__)
    &pr_kernel_gfni512,
    &pr_kernel_gfni256,
    &pr_kernel_russians512,
    &pr_kernel_russians256,
    &pr_kernel_shuffle256,
#elif defined(__aarch64__)
    &pr_kernel_neon,
#endif
    &pr_kernel_portable,
};

const pr_aes_engine *pr_aes_engine_at(size_t index) {
    for (size_t i = 0; i < sizeof aes_engines / sizeof *aes_engines; i++) {
        if (!aes_engines[i]->available()) { continue; }
        if (index-- == 0) { return aes_engines[i]; }
    }
    return NULL;
}

const char *pr_aes_engine_name(const pr_aes_engine *engine) { return engine->name; }

const pr_kernel *pr_kernel_at(size_t index) {
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        if (!kernels[i]->available()) { continue; }
        if (index-- == 0) { return kernels[i]; }
    }
    return NULL;
}

const char *pr_kernel_name(const pr_kernel *kernel) { return kernel->name; }

int pr_kernel_layout(const pr_kernel *kernel) { return kernel->layout; }

void pr_pad_apply(const pr_aes_engine *engine, const uint8_t *key, size_t key_bytes, uint8_t *data,
                  size_t count) {
    pr_aes_key expanded;
    engine->expand_key(&expanded, key, key_bytes);
    engine->apply_pad(&expanded, data, count);
    pr_erase(&expanded, sizeof expanded);
}
