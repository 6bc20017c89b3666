// Numbers in comma-separated text (RFC 4180, without line breaks inside fields).
#pragma once

#include "runtime/host/files/typed.h"

#include <string_view>

namespace dual::host {

/// `data.csv`: columns from left to right fill the promised arrays: one each of rank 1, as many as axis 1 has
/// of rank 2. All rows have exactly these columns. A field is a whole number for integers, `true`, `false`, 1
/// or 0 for bool, any number for floats, rounded once; blanks and double quotes around it are dropped.
/// `header`: the first line is not data. Empty lines at the end are none; a file of nothing else is
/// refused. Errors name line and column.
Result<std::vector<Tensor>> readCsv(const std::string &path, const std::vector<Promise> &promises,
                                    bool header);

/// The same of text that is already there; `path` is its name in messages.
Result<std::vector<Tensor>> parseCsv(std::string_view text, const std::string &path,
                                     const std::vector<Promise> &promises, bool header);

} // namespace dual::host
