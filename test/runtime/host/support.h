// Comparing tensors in tests.
#pragma once

#include "runtime/host/print.h"

#include <gtest/gtest.h>

#define EXPECT_TENSOR(actual, expected)                                                                      \
  do {                                                                                                       \
    ::dual::host::Tensor actual_ = (actual), expected_ = (expected);                                         \
    EXPECT_TRUE(actual_.identical(expected_)) << "actual\n"                                                  \
                                              << toText(actual_) << "\nexpected\n"                           \
                                              << toText(expected_);                                          \
  } while (false)
