#include "lowering/library/emit_weights.h"

#include "lowering/library/core_calls.h"
#include "lowering/library/names.h"

#include <algorithm>
#include <numeric>

namespace dual::library {

using llvm::Value;

// Each weight starts a cache line: kernels may then read it in whole vectors.
static constexpr int64_t weightAlign = 64;

namespace {

struct Blob {
  std::string bytes;
  std::vector<uint64_t> offsets;
};

} // namespace

static llvm::Error wrongWeight(const Structure &s, const Weight &w, const std::string &what) {
  std::string message = "weight `" + w.path + "` of graph `" + s.name + "` " + what;
  return llvm::createStringError(message.c_str());
}

static llvm::Expected<Blob> blobOf(const Structure &s, const Weights &weights) {
  Blob blob;
  auto values = weights.find(s.name);
  for (const Weight &w : s.weights) {
    if (values == weights.end() || values->second.count(w.path) == 0)
      return wrongWeight(s, w, "has no value");
    std::string_view bytes = values->second.at(w.path);
    if (static_cast<int64_t>(bytes.size()) != bytesOf(w))
      return wrongWeight(s, w,
                         "has " + std::to_string(bytes.size()) + " bytes, not " + std::to_string(bytesOf(w)));
    blob.bytes.resize((blob.bytes.size() + weightAlign - 1) / weightAlign * weightAlign);
    blob.offsets.push_back(blob.bytes.size());
    blob.bytes += bytes;
  }
  return blob;
}

llvm::Error emitBuiltin(Emission &emission, const Interface &i, const Structure &s, const Weights &weights) {
  llvm::Expected<Blob> blob = blobOf(s, weights);
  if (!blob)
    return blob.takeError();
  Border border = builtinBorder(i, s);
  BorderEmitter emitter(emission, border);
  llvm::IRBuilder<> &builder = emitter.open();
  auto *bytes = llvm::ConstantDataArray::getString(builder.getContext(), blob->bytes, false);
  auto *offsets = llvm::ConstantDataArray::get(builder.getContext(), blob->offsets);
  builder.CreateCall(coreFunction(emission.module, "dual_builtin"),
                     {emitter.argument(0), constantData(emission.module, bytes, weightAlign),
                      constantData(emission.module, offsets, 8), builder.getInt64(blob->offsets.size())});
  builder.CreateRet(builder.getInt32(0));
  emitter.close();
  return llvm::Error::success();
}

// The cells of dual_tensor, rows sorted by name.
static std::vector<uint64_t> tensorRows(BorderEmitter &emitter, const Structure &s) {
  std::vector<size_t> order(s.weights.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return s.weights[a].path < s.weights[b].path; });
  std::vector<int64_t> at = offsetsOf(s), shape(1, 0);
  for (const Weight &w : s.weights)
    shape.push_back(shape.back() + static_cast<int64_t>(w.shape.size()));
  std::vector<uint64_t> rows;
  for (size_t k : order) {
    const Weight &w = s.weights[k];
    for (int64_t cell : {int64_t{emitter.name(w.path)}, int64_t{emitter.name(safetensorsType(w.dtype))},
                         static_cast<int64_t>(w.shape.size()), shape[k], static_cast<int64_t>(k), bytesOf(w),
                         at[k], widthOf(w.dtype)})
      rows.push_back(static_cast<uint64_t>(cell));
  }
  return rows;
}

static std::vector<uint64_t> shapeCells(const Structure &s) {
  std::vector<uint64_t> cells;
  for (const Weight &w : s.weights)
    cells.insert(cells.end(), w.shape.begin(), w.shape.end());
  return cells;
}

// A dual_layout on the stack.
static Value *layout(Emission &emission, BorderEmitter &emitter, llvm::IRBuilder<> &builder,
                     const Structure &s) {
  auto data = [&](const std::vector<uint64_t> &cells) {
    return constantData(emission.module, llvm::ConstantDataArray::get(builder.getContext(), cells), 8);
  };
  uint64_t words = (s.weights.size() + 63) / 64;
  Value *seen = builder.CreateAlloca(llvm::ArrayType::get(builder.getInt64Ty(), words));
  builder.CreateMemSet(seen, builder.getInt8(0), 8 * words, llvm::Align(8));
  std::vector<Value *> fields = {emitter.namesGlobal(), data(tensorRows(emitter, s)), data(shapeCells(s)),
                                 seen, builder.getInt64(s.weights.size())};
  Value *place = builder.CreateAlloca(llvm::ArrayType::get(builder.getInt64Ty(), fields.size()));
  for (size_t k = 0; k < fields.size(); ++k)
    builder.CreateStore(fields[k], builder.CreateConstInBoundsGEP1_64(builder.getInt64Ty(), place, k));
  return place;
}

// The bits of the tensors already seen lie on the stack, of which 2 KiB are promised.
static constexpr size_t mostWeights = 8192;

llvm::Error emitLoad(Emission &emission, const Interface &i, const Structure &s) {
  if (s.weights.size() > mostWeights) {
    std::string message =
        "graph `" + s.name + "` has more than " + std::to_string(mostWeights) + " parameters";
    return llvm::createStringError(message.c_str());
  }
  Border border = loadBorder(i, s);
  BorderEmitter emitter(emission, border);
  llvm::IRBuilder<> &builder = emitter.open();
  Value *place = layout(emission, emitter, builder, s);
  builder.CreateRet(builder.CreateCall(coreFunction(emission.module, "dual_load"),
                                       {emitter.call(), place, emitter.argument(0), emitter.argument(1),
                                        emitter.argument(2), emitter.argument(3)}));
  emitter.close();
  return llvm::Error::success();
}

void emitView(Emission &emission, const Interface &i, const Record &r, const Record::Part &part) {
  Border border = viewBorder(i, r, part);
  BorderEmitter emitter(emission, border);
  llvm::IRBuilder<> &builder = emitter.open();
  Layout layout = layoutOf(r.fields);
  const Structure &s = i.structures[part.structure];
  for (size_t k = 0; k <= s.weights.size(); ++k) {
    Value *tensor = k == s.weights.size()
                        ? llvm::ConstantPointerNull::get(builder.getPtrTy())
                        : emitter.memberOf(0, static_cast<size_t>(layout.offsets[part.first + k]));
    builder.CreateStore(tensor, emitter.memberOf(1, pointerBytes * k));
  }
  emitter.finish(nullptr);
  emitter.close();
}

} // namespace dual::library
