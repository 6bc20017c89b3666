// Contractions: tiles of accumulators in registers, each summing its products in index order with fused
// multiply-add. Tiles split outputs only, so their sizes change no bit.
#include "lowering/vectorize/Vectorize.h"

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
    for (OpOperand *input : op.getDpsInputOperands())
      if (!suitsLanes(op, *input, column))
        turn(*input);
    sizes = loopSizes(b, op);
    count = lanes.of(op);
    chooseTile();
    Values outer;
    for (unsigned dim = 0; dim < column; ++dim)
      if (dim != row)
        outer.push_back(sizes[dim]);
    loops(b, outer, [&](Builder &in, ValueRange indices) { columns(in, indices); });
    for (Value buffer : scratch)
      memref::DeallocOp::create(b, buffer);
    op.erase();
  }

private:
  /// Copies an operand whose neighbours along the columns lie apart, so that they lie side by side.
  void turn(OpOperand &operand) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    SmallVector<AffineExpr> order;
    for (AffineExpr e : map.getResults())
      if (!e.isFunctionOfDim(column))
        order.push_back(e);
    order.push_back(b.getAffineDimExpr(column));
    AffineMap turned = AffineMap::get(map.getNumDims(), 0, order, b.getContext());
    Value copy = copyTurned(operand.get(), map, turned);
    auto maps = op.getIndexingMapsArray();
    maps[operand.getOperandNumber()] = turned;
    op.setIndexingMapsAttr(b.getAffineMapArrayAttr(maps));
    operand.set(copy);
    scratch.push_back(copy);
  }

  Value copyTurned(Value source, AffineMap from, AffineMap to) {
    SmallVector<int64_t> shape;
    Values dynamic, extents;
    for (AffineExpr e : to.getResults()) {
      unsigned axis = llvm::find(from.getResults(), e) - from.getResults().begin();
      int64_t size = cast<MemRefType>(source.getType()).getDimSize(axis);
      shape.push_back(size);
      extents.push_back(b.createOrFold<memref::DimOp>(source, axis));
      if (ShapedType::isDynamic(size))
        dynamic.push_back(extents.back());
    }
    auto type = MemRefType::get(shape, cast<MemRefType>(source.getType()).getElementType());
    Value copy = memref::AllocOp::create(b, type, dynamic, b.getI64IntegerAttr(64));
    loops(b, extents, [&](Builder &in, ValueRange at) {
      Values place(at), origin;
      for (AffineExpr e : from.getResults())
        origin.push_back(at[llvm::find(to.getResults(), e) - to.getResults().begin()]);
      memref::StoreOp::create(in, memref::LoadOp::create(in, source, origin), copy, place);
    });
    return copy;
  }

  /// Never more accumulators than registers hold beside the operands; with few rows, more columns.
  void chooseTile() {
    bool large = lanes.registerBits >= 512;
    int64_t rowsKnown = row ? op.getStaticLoopRanges()[*row] : 1;
    int64_t most = large ? 8 : 4;
    rows = ShapedType::isDynamic(rowsKnown) ? most : std::clamp<int64_t>(rowsKnown, 1, most);
    vectors = std::max<int64_t>(2, (large ? 16 : 8) / rows);
  }

  void columns(Builder &in, ValueRange outer) {
    Value size = sizes[column], done = indexConstant(in, 0);
    for (int64_t wide = vectors; wide >= 1; wide = wide > 1 ? 1 : 0)
      done = panels(in, outer, done, wide * count, wide);
    APInt known;
    Value rest = in.createOrFold<arith::SubIOp>(size, done);
    if (matchPattern(rest, m_ConstantInt(&known)) && known.isZero())
      return;
    loop(in, done, size, indexConstant(in, count), {}, [&](Builder &deep, Value from, ValueRange) {
      rowTiles(deep, outer, from, 1, maskOf(deep, from, size, count));
      return Values();
    });
  }

  /// Whole panels of `width` columns from `done` on; gives where they end.
  Value panels(Builder &in, ValueRange outer, Value done, int64_t width, int64_t wide) {
    Value step = indexConstant(in, width);
    Value left = in.createOrFold<arith::SubIOp>(sizes[column], done);
    Value whole = in.createOrFold<arith::SubIOp>(left, in.createOrFold<arith::RemUIOp>(left, step));
    Value end = in.createOrFold<arith::AddIOp>(done, whole);
    APInt known;
    if (!matchPattern(whole, m_ConstantInt(&known)) || !known.isZero())
      loop(in, done, end, step, {}, [&](Builder &deep, Value from, ValueRange) {
        rowTiles(deep, outer, from, wide, {});
        return Values();
      });
    return end;
  }

  void rowTiles(Builder &in, ValueRange outer, Value from, int64_t wide, Value mask) {
    if (!row) {
      tile(in, outer, {}, 1, from, wide, mask);
      return;
    }
    Value size = sizes[*row], step = indexConstant(in, rows), zero = indexConstant(in, 0);
    Value whole = in.createOrFold<arith::SubIOp>(size, in.createOrFold<arith::RemUIOp>(size, step));
    loop(in, zero, whole, step, {}, [&](Builder &deep, Value top, ValueRange) {
      return tile(deep, outer, top, rows, from, wide, mask), Values();
    });
    loop(in, whole, size, indexConstant(in, 1), {}, [&](Builder &deep, Value top, ValueRange) {
      return tile(deep, outer, top, 1, from, wide, mask), Values();
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

  void tile(Builder &in, ValueRange outer, Value top, int64_t height, Value from, int64_t wide, Value mask) {
    SmallVector<LaneBlock> blocks;
    for (int64_t r = 0; r < height; ++r)
      for (int64_t v = 0; v < wide; ++v)
        blocks.push_back({op, column, count, corner(in, outer, top, r, from, v), mask});
    OpOperand &init = *op.getDpsInitOperand(0);
    Values accumulators = llvm::map_to_vector(
        blocks, [&](LaneBlock &block) { return block.asVector(in, start ? start : block.load(in, init)); });
    Values sums = products(in, blocks, height, wide, 0, accumulators);
    for (auto [block, sum] : llvm::zip(blocks, sums))
      block.store(in, init, sum);
  }

  Values products(Builder &in, SmallVector<LaneBlock> &blocks, int64_t height, int64_t wide, unsigned depth,
                  ValueRange accumulators) {
    if (depth == reduced.size())
      return step(in, blocks, wide, accumulators);
    Value zero = indexConstant(in, 0), one = indexConstant(in, 1);
    return loop(in, zero, sizes[reduced[depth]], one, accumulators,
                [&](Builder &deep, Value k, ValueRange carried) {
                  for (LaneBlock &block : blocks)
                    block.indices[reduced[depth]] = k;
                  return products(deep, blocks, height, wide, depth + 1, carried);
                });
  }

  /// One product for every accumulator. An operand is loaded once for all blocks that read the same of it.
  Values step(Builder &in, SmallVector<LaneBlock> &blocks, int64_t wide, ValueRange accumulators) {
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
          value = block.asVector(in, block.load(in, *input));
        arguments.push_back(value);
      }
      arguments.push_back(accumulators[number]);
      next.push_back(block.runBody(in, arguments)[0]);
    }
    return next;
  }

  linalg::GenericOp op;
  Builder b;
  Lanes lanes;
  Value start;
  Values sizes, scratch;
  SmallVector<unsigned> reduced;
  unsigned column = 0;
  std::optional<unsigned> row;
  int64_t count = 0, rows = 1, vectors = 1;
};

} // namespace

bool lowerContraction(linalg::GenericOp op, Lanes lanes) {
  if (op.getNumReductionLoops() == 0 || op.getNumDpsInputs() != 2 ||
      !isa_and_nonnull<math::FmaOp>(combinerOf(op)))
    return false;
  Contraction contraction(op, lanes);
  if (!lanes.hasMasks() || !contraction.analyze())
    return false;
  contraction.lower();
  return true;
}

} // namespace dual::lowering
