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

# dual_mlir_library(name sources...): code that sees LLVM or MLIR, built without RTTI as they are.
function(dual_mlir_library name)
  add_library(${name} STATIC ${ARGN})
  target_compile_options(${name} PRIVATE -fno-rtti -fno-exceptions)
  target_link_libraries(${name} PUBLIC MLIR LLVM)
endfunction()
