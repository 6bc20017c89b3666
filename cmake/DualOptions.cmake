# Compiler options common to every target.
option(DUAL_SANITIZE "Build with address and undefined-behaviour sanitizers" OFF)

add_compile_options(-Wall -Wextra -Wno-unused-parameter)
# The numerics promise one fused operation where the source says so and none elsewhere.
add_compile_options(-ffp-contract=off)

if(DUAL_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -gline-tables-only)
  add_link_options(-fsanitize=address,undefined)
endif()

option(DUAL_FUZZ "Build for the fuzzers of test/fuzz: coverage, both sanitizers, assertions" OFF)
if(DUAL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
    -gline-tables-only -O1 -UNDEBUG)
  add_link_options(-fsanitize=address,undefined)
endif()

find_program(DUAL_CCACHE ccache)
if(DUAL_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${DUAL_CCACHE})
  # Without these words it keeps nothing that is compiled with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${DUAL_CCACHE})
endif()
find_program(DUAL_MOLD mold)
if(DUAL_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
