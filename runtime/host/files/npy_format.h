// .npy and .npz, wherever their bytes lie. Errors are the reason alone, without a path.
#pragma once

#include "runtime/host/files/io.h"
#include "runtime/host/files/named.h"

namespace dual::host {

/// The array that fills `bytes` exactly.
Result<Tensor> parseNpy(const Bytes &bytes);

Result<NamedTensors> parseNpz(const Bytes &bytes);

/// Magic, version 1.0 and header, padded so that the data starts at a multiple of 64.
/// bf16 has no .npy type: precondition dtype != BF16. The rank is small enough for 64 KiB of text.
std::string npyHeader(const Tensor &x);

} // namespace dual::host
