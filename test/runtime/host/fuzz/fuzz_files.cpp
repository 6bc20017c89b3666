// libFuzzer's entry: the first byte says which format, the rest is the file. Built by the preset `debug`;
// what it finds becomes a case of the tests beside this folder.
#include "read_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 0)
    readBytes(data[0], data + 1, size - 1);
  return 0;
}
