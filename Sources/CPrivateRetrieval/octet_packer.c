// The table of packers and the choice at run time.
#include "octet_packer.h"

static const pr_octet_packer *const packers[] = {
#if defined(__x86_64__)
    &pr_octet_packer_avx512,
    &pr_octet_packer_avx2,
#endif
    &pr_octet_packer_portable,
};

const pr_octet_packer *pr_octet_packer_at(size_t index) {
    for (size_t i = 0; i < sizeof packers / sizeof *packers; i++) {
        if (!packers[i]->available()) { continue; }
        if (index-- == 0) { return packers[i]; }
    }
    return 0;
}
