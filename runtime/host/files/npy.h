// NumPy's .npy and .npz. bool, i1 u1 i2 i4 i8, f2 f4 f8; either byte order, C and Fortran order; format
// versions 1.0 to 3.0. Written are version 1.0, little-endian, C order. numpy/lib/format.py describes .npy;
// an .npz is a zip archive of them (PKWARE APPNOTE 6.3.9).
#pragma once

#include "runtime/host/files/named.h"
#include "runtime/host/result.h"

namespace dual::host {

/// The data is mapped, not copied, if it is aligned in the file, little-endian and in C order.
Result<Tensor> readNpy(const std::string &path);
Status writeNpy(const std::string &path, const Tensor &x);

/// Members in file order, named without their ".npy"; stored ones are mapped if aligned, deflated ones
/// inflated. Every checksum is verified.
Result<NamedTensors> readNpz(const std::string &path);

enum class Compression : uint8_t { Stored, Deflated };
/// Stored members are aligned to 64 bytes, so that reading maps them. Names must be distinct.
Status writeNpz(const std::string &path, const NamedTensors &tensors,
                Compression compression = Compression::Stored);

} // namespace dual::host
