// Hugging Face's safetensors: 8 bytes of header length, a JSON header, then the tensors' bytes.
// https://github.com/huggingface/safetensors, "Format". Spans must cover the data exactly, without gap or
// overlap.
#pragma once

#include "runtime/host/files/io.h"
#include "runtime/host/files/named.h"
#include "runtime/host/result.h"

#include <utility>

namespace dual::host {

/// What stands under "__metadata__", in order.
using Metadata = std::vector<std::pair<std::string, std::string>>;

struct Safetensors {
  NamedTensors tensors; // in the order of their bytes; mapped where aligned
  Metadata metadata;
};

/// What fills `bytes`; the error is the reason alone.
Result<Safetensors> parseSafetensors(const Bytes &bytes);

Result<Safetensors> readSafetensors(const std::string &path);

/// Tensors are laid down by dtype, the widest first, then name, exactly as the reference implementation does;
/// the header is padded with blanks so that the data starts at a multiple of 8. Names must be distinct and
/// not "__metadata__".
Status writeSafetensors(const std::string &path, const NamedTensors &tensors, const Metadata &metadata = {});

} // namespace dual::host
