# LLVM and MLIR 22, as shared libraries, and the rules for targets that use them.
find_program(LLVM_CONFIG NAMES llvm-config-22 REQUIRED)
execute_process(COMMAND ${LLVM_CONFIG} --prefix OUTPUT_VARIABLE DUAL_LLVM_PREFIX OUTPUT_STRIP_TRAILING_WHITESPACE)
set(LLVM_DIR ${DUAL_LLVM_PREFIX}/lib/cmake/llvm)
set(MLIR_DIR ${DUAL_LLVM_PREFIX}/lib/cmake/mlir)
find_package(MLIR REQUIRED CONFIG)
list(APPEND CMAKE_MODULE_PATH ${LLVM_CMAKE_DIR} ${MLIR_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

# The headers that nearly every such file includes, read once. Only headers of installed packages: ours change.
find_package(fmt REQUIRED)
add_library(DualMlirHeaders OBJECT ${CMAKE_CURRENT_LIST_DIR}/mlir_headers.cpp)
target_compile_options(DualMlirHeaders PRIVATE -fno-rtti -fno-exceptions "SHELL:-Xclang -fno-pch-timestamp")
target_link_libraries(DualMlirHeaders PRIVATE MLIR LLVM fmt::fmt)
target_precompile_headers(DualMlirHeaders PRIVATE
  <mlir/Dialect/Arith/IR/Arith.h> <mlir/Dialect/Func/IR/FuncOps.h> <mlir/Dialect/SCF/IR/SCF.h> <mlir/IR/BuiltinOps.h>
  <mlir/IR/ImplicitLocOpBuilder.h> <fmt/format.h> <map> <memory> <optional> <set> <string> <vector>)

# dual_mlir_library(name sources...): code that sees LLVM or MLIR, built without RTTI as they are.
function(dual_mlir_library name)
  add_library(${name} STATIC ${ARGN})
  target_compile_options(${name} PRIVATE -fno-rtti -fno-exceptions)
  target_link_libraries(${name} PUBLIC MLIR LLVM PRIVATE fmt::fmt)
  target_precompile_headers(${name} REUSE_FROM DualMlirHeaders)
endfunction()
