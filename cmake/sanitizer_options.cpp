// What the sanitizers of every program with MLIR in it begin with; ASAN_OPTIONS and UBSAN_OPTIONS override
// it.

extern "C" const char *__asan_default_options() {
  // LLVM's allocators poison what they have not given out yet. Ours, inlined from its headers, do; those
  // inside the installed libMLIR, which is not sanitized, take from the same memory without lifting that.
  return "allow_user_poisoning=0:"
         // Programs are tested with more memory than there is.
         "allocator_may_return_null=1:"
         // Frames kept to find uses after a return are searched from the beginning at each call: a million
         // calls within each other would take hours.
         "detect_stack_use_after_return=0";
}

// libedit never frees the names of the keys that are added to it (EL_ADDFN); nothing else calls wcsdup.
extern "C" const char *__lsan_default_suppressions() { return "leak:wcsdup"; }

extern "C" const char *__ubsan_default_options() { return "print_stacktrace=1"; }
