// What CMake compiles the precompiled header with (DualMlir.cmake).
