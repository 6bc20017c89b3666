// The arguments that a program's `main` is started with.
#pragma once

#include "runtime/host/result.h"
#include "runtime/host/tensor.h"

#include <map>
#include <string>

namespace dual::host {

/// By name, as texts; once, before the program starts.
void setArguments(std::map<std::string, std::string> arguments);

/// Null if it was not given.
const std::string *findArgument(const std::string &name);

/// The text as a scalar, or "`--name text` is not a value of `int`": whole numbers in decimal that fit the
/// type, numbers as strtod reads them, `true` or `false`.
Result<Tensor> parseArgument(const std::string &name, const std::string &text, DType dtype);

} // namespace dual::host
