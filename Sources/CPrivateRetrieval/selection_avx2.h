// Selection bits as the affine instruction wants them, packed with AVX2.
#ifndef PR_SELECTION_AVX2_H
#define PR_SELECTION_AVX2_H

#include <stddef.h>
#include <stdint.h>

/// Octet o's matrices go to selection + 32 o: eight queries a quadword, query i in byte 7 - i.
void pr_pack_selection_avx2(const uint8_t *bits, size_t stride, size_t octets, uint8_t *selection);

#endif
