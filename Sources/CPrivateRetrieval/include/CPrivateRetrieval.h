// The C kernels beneath PrivateRetrieval: distributed point functions and a batched GF(2) product.
#ifndef CPRIVATE_RETRIEVAL_H
#define CPRIVATE_RETRIEVAL_H

#include "pr_batch.h"
#include "pr_bench.h"
#include "pr_database.h"
#include "pr_dpf.h"
#include "pr_engines.h"
#include "pr_pool.h"

#endif
