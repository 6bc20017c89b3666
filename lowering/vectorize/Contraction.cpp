// Contractions: tiles of accumulators in registers, each summing its products in index order with fused
// multiply-add. Tiles split outputs only, so their sizes change no bit.
#include "lowering/vectorize/Vectorize.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace dual::lowering {
namespace {

class Contraction {
public:
  Contraction(linalg::GenericOp op, Lanes lanes) : op(op), b(op.getLoc(), op), lanes(lanes) {}

  /// The last axis of the result goes along lanes; rows of a tile run along an axis that only one operand
  /// has.
  bool analyze() {
    op.getReductionDims(reduced);
    unsigned rank = op.getNumParallelLoops();
    AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    if (rank == 0 || !hasVectorBody(op) || !isUnitStride(op, *op.getDpsInitOperand(0), rank - 1) ||
        !out.isProjectedPermutation())
      return false;
    column = rank - 1;
    for (unsigned dim = 0; dim < column; ++dim)
      if (llvm::none_of(op.getDpsInputOperands(), [&](OpOperand *x) {
            AffineMap map = op.getMatchingIndexingMap(x);
            return depends(map, dim) && depends(map, column);
          }))
        row = dim;
    return true;
  }

  void lower() {
    start = takeStartValue(op);
    epilogue = findEpilogue(op);
    stores = !epilogue || isReadLater(op, epilogue);
    if (epilogue)
      op->moveBefore(epilogue);
    count = lanes.hasMasks() ? lanes.of(op) : 1;
    for (OpOperand *input : op.getDpsInputOperands())
      if (!suitsLanes(op, *input, column))
        scratch.push_back(turnOperand(b, op, *input, column, count));
    sizes = loopSizes(b, op);
    Values outer;
    for (unsigned dim = 0; dim < column; ++dim)
      if (dim != row)
        outer.push_back(sizes[dim]);
    choosePacking();
    loops(b, outer, [&](Builder &in, ValueRange indices) { bands(in, indices); });
    for (Value buffer : scratch)
      memref::DeallocOp::create(b, buffer);
    if (epilogue)
      epilogue.erase();
    op.erase();
  }

private:
  /// Rows from..to in tiles of `height`; without a row axis there is one row.
  struct Rows {
    Value from, to;
    int64_t height;
    bool packs = false;
  };

  /// Rows of a large matrix lie so far apart that a panel's pieces fall on the same places of a cache: for
  /// many rows, a panel is worth a copy. Not in kernels, whose memory must not depend on the CPU.
  bool mayPack() {
    SmallVector<int64_t> known = op.getStaticLoopRanges();
    bool isKernel = op->getParentOfType<func::FuncOp>()->hasAttr("dl.kernel");
    return !isKernel && lanes.hasMasks() && row && reduced.size() == 1 &&
           !ShapedType::isDynamic(known[column]) && known[*row] >= 32 && known[reduced[0]] >= 128;
  }

  void choosePacking() {
    if (!mayPack())
      return;
    SmallVector<int64_t> known = op.getStaticLoopRanges();
    for (OpOperand *input : op.getDpsInputOperands()) {
      Type element = cast<MemRefType>(input->get().getType()).getElementType();
      if (!depends(op.getMatchingIndexingMap(input), column) ||
          known[column] * element.getIntOrFloatBitWidth() < 8192)
        continue;
      packedOperand = input;
      int64_t depth = known[reduced[0]], width = panelVectors(registers() / 4) * count;
      packed = memref::AllocOp::create(b, MemRefType::get({depth, width}, element), ValueRange(),
                                       b.getI64IntegerAttr(64));
      scratch.push_back(packed);
    }
  }

  void pack(Builder &in, ValueRange outer, Value from, ValueRange masks) {
    loop(in, indexConstant(in, 0), sizes[reduced[0]], indexConstant(in, 1), {},
         [&](Builder &deep, Value k, ValueRange) {
           for (auto [v, mask] : llvm::enumerate(masks)) {
             LaneBlock block{op, column, count, corner(deep, outer, indexConstant(deep, 0), 0, from, v),
                             mask};
             block.indices[reduced[0]] = k;
             Value piece = block.load(deep, *packedOperand);
             vector::StoreOp::create(deep, piece, packed, ValueRange{k, indexConstant(deep, v * count)});
           }
           return Values();
         });
  }

  /// Whole bands of rows with narrow tiles, then the rows that are left, each in a wide tile.
  void bands(Builder &in, ValueRange outer) {
    if (!row)
      return panels(in, outer, {{}, {}, 1});
    Value size = sizes[*row], zero = indexConstant(in, 0);
    int64_t known = op.getStaticLoopRanges()[*row], most = registers() / 4;
    int64_t height = ShapedType::isDynamic(known) ? most : std::clamp<int64_t>(known, 1, most);
    Value step = indexConstant(in, height);
    Value whole = in.createOrFold<arith::SubIOp>(size, in.createOrFold<arith::RemUIOp>(size, step));
    panels(in, outer, {zero, whole, height, packed != nullptr});
    if (height > 1 && (ShapedType::isDynamic(known) || known % height != 0))
      panels(in, outer, {whole, size, 1});
  }

  int64_t registers() const { return lanes.registerBits >= 512 ? 32 : 16; }

  /// Half of the registers hold accumulators, or a few more rather than a last panel of one vector. Panels of
  /// known size share the columns evenly.
  int64_t panelVectors(int64_t height) {
    int64_t known = op.getStaticLoopRanges()[column], most = registers() / 2 / height;
    if (!lanes.hasMasks())
      return 1;
    if (ShapedType::isDynamic(known))
      return most;
    int64_t vectors = llvm::divideCeil(known, count);
    if (vectors == 3 && height * 3 + 4 <= registers())
      return 3;
    return llvm::divideCeil(vectors, llvm::divideCeil(vectors, most));
  }

  /// Panels of columns: whole ones, and at most one that is cut off.
  void panels(Builder &in, ValueRange outer, Rows rows) {
    int64_t wide = panelVectors(rows.height), known = op.getStaticLoopRanges()[column];
    Value size = sizes[column], zero = indexConstant(in, 0), step = indexConstant(in, wide * count);
    Value whole = in.createOrFold<arith::SubIOp>(size, in.createOrFold<arith::RemUIOp>(size, step));
    bool isKnown = !ShapedType::isDynamic(known);
    int64_t rest = isKnown ? known % (wide * count) : wide * count - 1;
    if (!isKnown || known >= wide * count)
      loop(in, zero, whole, step, {}, [&](Builder &deep, Value from, ValueRange) {
        return rowTiles(deep, outer, rows, from, masks(deep, from, wide, wide * count)), Values();
      });
    if (rest != 0)
      loop(in, whole, size, step, {}, [&](Builder &deep, Value from, ValueRange) {
        int64_t vectors = llvm::divideCeil(rest, count);
        return rowTiles(deep, outer, rows, from, masks(deep, from, vectors, isKnown ? rest : 0)), Values();
      });
  }

  /// For each vector of a panel the mask of its lanes that exist, null where all do: `sure` columns exist.
  Values masks(Builder &in, Value from, int64_t vectors, int64_t sure) {
    Values list(vectors);
    for (int64_t v = sure / count; v < vectors; ++v)
      list[v] = maskOf(in, in.createOrFold<arith::AddIOp>(from, indexConstant(in, v * count)), sizes[column],
                       count);
    return list;
  }

  void rowTiles(Builder &in, ValueRange outer, Rows rows, Value from, ValueRange masks) {
    if (!row)
      return tile(in, outer, {{}, {}, 1}, {}, from, masks);
    if (rows.packs)
      pack(in, outer, from, masks);
    loop(in, rows.from, rows.to, indexConstant(in, rows.height), {},
         [&](Builder &deep, Value top, ValueRange) {
           return tile(deep, outer, rows, top, from, masks), Values();
         });
  }

  /// Indices of the iteration space for row `r` and vector `v` of a tile; the reduced ones are still open.
  Values corner(Builder &in, ValueRange outer, Value top, int64_t r, Value from, int64_t v) {
    Values indices(sizes.size(), indexConstant(in, 0));
    for (unsigned dim = 0, next = 0; dim < column; ++dim)
      if (dim != row)
        indices[dim] = outer[next++];
    if (row)
      indices[*row] = in.createOrFold<arith::AddIOp>(top, indexConstant(in, r));
    indices[column] = in.createOrFold<arith::AddIOp>(from, indexConstant(in, v * count));
    return indices;
  }

  /// A tile has `rows.height` rows and a vector of columns for each mask.
  void tile(Builder &in, ValueRange outer, Rows rows, Value top, Value from, ValueRange masks) {
    int64_t wide = masks.size();
    SmallVector<LaneBlock> blocks;
    for (int64_t r = 0; r < rows.height; ++r)
      for (int64_t v = 0; v < wide; ++v)
        blocks.push_back({op, column, count, corner(in, outer, top, r, from, v), masks[v]});
    OpOperand &init = *op.getDpsInitOperand(0);
    Values accumulators = llvm::map_to_vector(
        blocks, [&](LaneBlock &block) { return block.asVector(in, start ? start : block.load(in, init)); });
    Values sums = products(in, blocks, wide, rows.packs, 0, accumulators);
    for (auto [block, sum] : llvm::zip(blocks, sums))
      finish(in, block, sum);
  }

  void finish(Builder &in, LaneBlock &block, Value sum) {
    OpOperand &init = *op.getDpsInitOperand(0);
    if (stores)
      block.store(in, init, sum);
    if (epilogue) {
      Values indices = llvm::to_vector(ArrayRef(block.indices).take_front(column + 1));
      emitBlock(in, LaneBlock{epilogue, column, count, indices, block.mask}, init.get(), sum);
    }
  }

  Values products(Builder &in, SmallVector<LaneBlock> &blocks, int64_t wide, bool packs, unsigned depth,
                  ValueRange accumulators) {
    if (depth == reduced.size())
      return step(in, blocks, wide, packs, accumulators);
    Value zero = indexConstant(in, 0), one = indexConstant(in, 1);
    return loop(in, zero, sizes[reduced[depth]], one, accumulators,
                [&](Builder &deep, Value k, ValueRange carried) {
                  for (LaneBlock &block : blocks)
                    block.indices[reduced[depth]] = k;
                  return products(deep, blocks, wide, packs, depth + 1, carried);
                });
  }

  /// One product for every accumulator. An operand is loaded once for all blocks that read the same of it.
  Values step(Builder &in, SmallVector<LaneBlock> &blocks, int64_t wide, bool packs,
              ValueRange accumulators) {
    Values next;
    DenseMap<std::pair<unsigned, int64_t>, Value> loaded;
    for (auto [number, block] : llvm::enumerate(blocks)) {
      Values arguments;
      for (OpOperand *input : op.getDpsInputOperands()) {
        AffineMap map = op.getMatchingIndexingMap(input);
        int64_t r = row && depends(map, *row) ? number / wide : 0,
                v = depends(map, column) ? number % wide : 0;
        Value &value = loaded[{input->getOperandNumber(), r * wide + v}];
        if (!value)
          value = packs && input == packedOperand ? packedPiece(in, block, v)
                                                  : block.asVector(in, block.load(in, *input));
        arguments.push_back(value);
      }
      arguments.push_back(accumulators[number]);
      next.push_back(block.runBody(in, arguments)[0]);
    }
    return next;
  }

  Value packedPiece(Builder &in, LaneBlock &block, int64_t v) {
    auto type = VectorType::get({count}, cast<MemRefType>(packed.getType()).getElementType());
    return vector::LoadOp::create(in, type, packed,
                                  ValueRange{block.indices[reduced[0]], indexConstant(in, v * count)});
  }

  linalg::GenericOp op, epilogue;
  bool stores = true;
  Builder b;
  Lanes lanes;
  Value start, packed;
  OpOperand *packedOperand = nullptr;
  Values sizes, scratch;
  SmallVector<unsigned> reduced;
  unsigned column = 0;
  std::optional<unsigned> row;
  int64_t count = 0;
};

} // namespace

/// Sizes that are known to be below 0 stand behind a check that fails before.
static bool isNeverRun(linalg::GenericOp op) {
  Builder b(op.getLoc(), op);
  return llvm::any_of(loopSizes(b, op), [](Value size) {
    std::optional<int64_t> known = getConstantIntValue(size);
    return known && *known < 0;
  });
}

bool lowerContraction(linalg::GenericOp op, Lanes lanes) {
  if (op.getNumReductionLoops() == 0 || op.getNumDpsInputs() != 2 ||
      !isa_and_nonnull<math::FmaOp>(combinerOf(op)))
    return false;
  if (isNeverRun(op)) {
    op.erase();
    return true;
  }
  Contraction contraction(op, lanes);
  if (!contraction.analyze())
    return false;
  contraction.lower();
  return true;
}

} // namespace dual::lowering
