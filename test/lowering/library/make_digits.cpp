// make_digits KERNELS.bc FOLDER [--prefix P] [--drop N] [--need FEATURE] [--turn] [--core FILE.bc] | make_digits --count
// Writes P.h and libP.a of the model in digits_model.cpp. --turn: column k of the last layer becomes column k
// + 1.
#include "lowering/library/header.h"
#include "lowering/library/library.h"
#include "lowering/library/names.h"
#include "lowering/library/object.h"
#include "test/lowering/library/digits_model.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

#include <cstring>

using namespace dual::library;

static void check(llvm::Error e) {
  if (!e)
    return;
  llvm::errs() << llvm::toString(std::move(e)) << "\n";
  std::exit(1);
}

template <typename T> static T check(llvm::Expected<T> value) {
  check(value.takeError());
  return std::move(*value);
}

// Numbers of a fixed sequence, in -0.5 to 0.5.
static std::string numbers(size_t count, uint32_t seed) {
  std::string bytes(4 * count, '\0');
  for (size_t k = 0; k < count; ++k) {
    seed = seed * 1664525u + 1013904223u;
    float value = static_cast<float>(seed >> 16) / 65536.0f - 0.5f;
    std::memcpy(&bytes[4 * k], &value, 4);
  }
  return bytes;
}

static std::string turned(const std::string &bytes, size_t columns) {
  std::string result = bytes;
  for (size_t k = 0; k < bytes.size() / 4; ++k) {
    size_t row = k / columns, to = (k % columns + 1) % columns;
    std::memcpy(&result[4 * (row * columns + to)], &bytes[4 * k], 4);
  }
  return result;
}

int main(int argc, char **argv) {
  std::string prefix = "digits";
  LibraryOptions options;
  bool turn = false;
  std::unique_ptr<llvm::MemoryBuffer> core;
  if (argc == 2 && std::string(argv[1]) == "--count") {
    llvm::outs() << countChecks(digitsModel(prefix)) << "\n";
    return 0;
  }
  for (int k = 3; k < argc; ++k) {
    std::string option = argv[k];
    if (option == "--turn")
      turn = true;
    else if (option == "--prefix")
      prefix = argv[++k];
    else if (option == "--drop")
      options.drop = std::atoi(argv[++k]);
    else if (option == "--need")
      options.features.push_back(argv[++k]);
    else if (option == "--core") {
      core = std::move(*llvm::MemoryBuffer::getFile(argv[++k]));
      options.core = std::string_view(core->getBufferStart(), core->getBufferSize());
    }
  }
  Interface model = digitsModel(prefix);
  for (const std::string &problem : problems(model))
    llvm::errs() << problem << "\n";

  std::map<std::string, std::string> values;
  for (const Weight &w : model.structures[0].weights)
    values[w.path] = numbers(static_cast<size_t>(elementsOf(w)), static_cast<uint32_t>(w.path.size()));
  for (auto &[path, bytes] : values)
    if (turn && path.rfind("logits", 0) == 0)
      bytes = turned(bytes, 10);
  Weights weights;
  for (const auto &[path, bytes] : values)
    weights["Classifier"][path] = bytes;

  llvm::LLVMContext context;
  llvm::SMDiagnostic diagnostic;
  std::unique_ptr<llvm::Module> module = llvm::parseIRFile(argv[1], diagnostic, context);
  if (!module)
    return 1;
  check(makeLibrary(*module, model, weights, options));
  std::unique_ptr<llvm::TargetMachine> machine = check(targetMachine(*module));
  std::string object = check(objectBytes(*module, *machine)), folder = argv[2];
  check(writeWhole(folder + "/lib" + prefix + ".a", check(archiveBytes(object, prefix + ".o"))));
  check(writeWhole(folder + "/" + prefix + ".h", headerText(model)));
  return 0;
}
