// Float sums in the order of statement 33: element i of the flattened axes goes to lane i mod 64, each lane
// starting from +0, then lane l takes lane l + 32, 16, 8, 4, 2, 1. A lane is never -0, so adding +0 changes
// none: tails add +0, and where fewer than 64 elements are known to be, the lanes that stay +0 are left out.
#include "lowering/vectorize/Vectorize.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace dual::lowering {
namespace {

constexpr int64_t laneCount = 64;

class LaneSum {
public:
  LaneSum(linalg::GenericOp op, Lanes lanes)
      : op(op), combiner(combinerOf(op)), b(op.getLoc(), op), lanes(lanes),
        element(combiner->getResult(0).getType()) {
    op.getParallelDims(parallel);
    op.getReductionDims(reduced);
  }

  void lower() {
    takeStartValue(op);
    sizes = loopSizes(b, op);
    bool oneAxis = reduced.size() == 1 && hasVectorBody(op);
    if (oneAxis && inputsSuit(reduced[0]))
      alongLanes();
    else if (oneAxis && !parallel.empty() && inputsSuit(parallel.back()) &&
             isUnitStride(op, *op.getDpsInitOperand(0), parallel.back()))
      alongColumns();
    else
      oneByOne();
    op.erase();
  }

private:
  bool inputsSuit(unsigned dim) {
    return llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *x) { return suitsLanes(op, *x, dim); });
  }

  /// How many lanes can differ from +0.
  int64_t usedLanes() {
    int64_t known = op.getStaticLoopRanges()[reduced[0]];
    if (ShapedType::isDynamic(known) || known >= laneCount)
      return laneCount;
    return std::max<int64_t>(2, llvm::PowerOf2Ceil(known));
  }

  Values outerSizes(ArrayRef<unsigned> dims) {
    return llvm::map_to_vector(dims, [&](unsigned dim) { return sizes[dim]; });
  }

  Values indicesWith(Builder &in, ValueRange outer) {
    Values all(sizes.size(), indexConstant(in, 0));
    for (auto [dim, index] : llvm::zip(parallel, outer))
      all[dim] = index;
    return all;
  }

  /// What the body adds: it is run with an accumulator that only the combiner reads.
  Value termOf(Value sum) {
    Operation *add = sum.getDefiningOp();
    Value term = add->getOperand(combiner->getOperand(0) == op.getBody()->getArguments().back() ? 1 : 0);
    add->erase();
    return term;
  }

  Value blockTerm(Builder &in, LaneBlock &block) {
    Value zeros = arith::ConstantOp::create(in, in.getZeroAttr(VectorType::get({block.count}, element)));
    Values arguments;
    for (OpOperand *input : op.getDpsInputOperands())
      arguments.push_back(block.load(in, *input));
    arguments.push_back(zeros);
    Value term = termOf(block.runBody(in, arguments)[0]);
    return block.mask ? arith::SelectOp::create(in, block.mask, term, zeros).getResult() : term;
  }

  /// The summed axis lies side by side: its elements are the lanes.
  void alongLanes() {
    int64_t used = usedLanes();
    auto vector = VectorType::get({used}, element);
    loops(b, outerSizes(parallel), [&](Builder &in, ValueRange outer) {
      LaneBlock block{op, reduced[0], used, indicesWith(in, outer), {}};
      Value size = sizes[reduced[0]], step = indexConstant(in, used), zero = indexConstant(in, 0);
      Value rest = in.createOrFold<arith::RemUIOp>(size, step),
            whole = in.createOrFold<arith::SubIOp>(size, rest);
      Value start = arith::ConstantOp::create(in, in.getZeroAttr(vector));
      auto add = [&](bool masked) {
        return [&, masked](Builder &deep, Value i, ValueRange sum) {
          block.indices[reduced[0]] = i;
          block.mask = masked ? maskOf(deep, i, size, used) : Value();
          return Values{arith::AddFOp::create(deep, sum[0], blockTerm(deep, block))};
        };
      };
      Values sum = loop(in, zero, whole, step, start, add(false));
      sum = loop(in, whole, size, step, sum, add(true));
      store(in, tree(in, sum[0]), outer);
    });
  }

  Value tree(Builder &in, Value sums) {
    for (int64_t half = cast<VectorType>(sums.getType()).getNumElements() / 2; half >= 1; half /= 2) {
      auto firstHalf = llvm::to_vector(llvm::seq<int64_t>(0, half)),
           secondHalf = llvm::to_vector(llvm::seq(half, 2 * half));
      Value low = vector::ShuffleOp::create(in, sums, sums, firstHalf);
      Value high = vector::ShuffleOp::create(in, sums, sums, secondHalf);
      sums = arith::AddFOp::create(in, low, high);
    }
    return vector::ExtractOp::create(in, sums, ArrayRef<int64_t>{0});
  }

  void store(Builder &in, Value sum, ValueRange outer) {
    OpOperand *init = op.getDpsInitOperand(0);
    memref::StoreOp::create(in, sum, init->get(),
                            address(in, op.getMatchingIndexingMap(init), indicesWith(in, outer)));
  }

  /// An outer axis is summed: every column has its own lanes, kept as rows of a small table.
  void alongColumns() {
    int64_t used = usedLanes(), count = lanes.of(op);
    unsigned column = parallel.back();
    // As wide as the widest register, so that the scratch of a library is the same for every CPU.
    int64_t width = 512 / element.getIntOrFloatBitWidth();
    Value table =
        memref::AllocOp::create(b, MemRefType::get({used, width}, element), b.getI64IntegerAttr(64));
    loops(b, outerSizes(ArrayRef(parallel).drop_back()), [&](Builder &in, ValueRange outer) {
      laneLoop(in, sizes[column], count, [&](Builder &deep, Value from, Value mask) {
        Values indices(outer);
        indices.push_back(from);
        LaneBlock block{op, column, count, indicesWith(deep, indices), mask};
        sumColumns(deep, table, block, used);
      });
    });
    memref::DeallocOp::create(b, table);
  }

  void sumColumns(Builder &in, Value table, LaneBlock &block, int64_t used) {
    auto vector = VectorType::get({block.count}, element);
    Value zero = indexConstant(in, 0), one = indexConstant(in, 1),
          zeros = arith::ConstantOp::create(in, in.getZeroAttr(vector));
    auto load = [&](Builder &at, Value row) -> Value {
      return vector::LoadOp::create(at, vector, table, ValueRange{row, zero});
    };
    auto put = [&](Builder &at, Value x, Value row) {
      vector::StoreOp::create(at, x, table, ValueRange{row, zero});
    };
    loop(in, zero, indexConstant(in, used), one, {},
         [&](Builder &deep, Value row, ValueRange) { return put(deep, zeros, row), Values(); });
    loop(in, zero, sizes[reduced[0]], one, {}, [&](Builder &deep, Value i, ValueRange) {
      block.indices[reduced[0]] = i;
      Value row = arith::AndIOp::create(deep, i, indexConstant(deep, used - 1));
      put(deep, arith::AddFOp::create(deep, load(deep, row), blockTerm(deep, block)), row);
      return Values();
    });
    for (int64_t half = used / 2; half >= 1; half /= 2)
      loop(in, zero, indexConstant(in, half), one, {}, [&](Builder &deep, Value row, ValueRange) {
        Value other = arith::AddIOp::create(deep, row, indexConstant(deep, half));
        put(deep, arith::AddFOp::create(deep, load(deep, row), load(deep, other)), row);
        return Values();
      });
    block.store(in, *op.getDpsInitOperand(0), load(in, zero));
  }

  /// Everything else: lanes in memory, element after element.
  void oneByOne() {
    auto vector = VectorType::get({laneCount}, element);
    Value table = memref::AllocOp::create(b, MemRefType::get({laneCount}, element), b.getI64IntegerAttr(64));
    loops(b, outerSizes(parallel), [&](Builder &in, ValueRange outer) {
      Value zeros = arith::ConstantOp::create(in, in.getZeroAttr(vector)), zero = indexConstant(in, 0);
      vector::StoreOp::create(in, zeros, table, zero);
      loops(in, outerSizes(reduced),
            [&](Builder &deep, ValueRange inner) { addOne(deep, table, outer, inner); });
      store(in, tree(in, vector::LoadOp::create(in, vector, table, zero)), outer);
    });
    memref::DeallocOp::create(b, table);
  }

  void addOne(Builder &in, Value table, ValueRange outer, ValueRange inner) {
    Values indices = indicesWith(in, outer);
    Value position = indexConstant(in, 0);
    for (auto [dim, index] : llvm::zip(reduced, inner)) {
      indices[dim] = index;
      position = arith::AddIOp::create(in, arith::MulIOp::create(in, position, sizes[dim]), index);
    }
    Value lane = arith::AndIOp::create(in, position, indexConstant(in, laneCount - 1));
    Values arguments;
    for (OpOperand *input : op.getDpsInputOperands())
      arguments.push_back(
          memref::LoadOp::create(in, input->get(), address(in, op.getMatchingIndexingMap(input), indices)));
    arguments.push_back(arith::ConstantOp::create(in, in.getZeroAttr(element)));
    Value term = termOf(cloneBody(in, *op.getBody(), arguments, indices)[0]);
    Value old = memref::LoadOp::create(in, table, lane);
    memref::StoreOp::create(in, arith::AddFOp::create(in, old, term), table, lane);
  }

  linalg::GenericOp op;
  Operation *combiner;
  Builder b;
  Lanes lanes;
  Type element;
  Values sizes;
  SmallVector<unsigned> parallel, reduced;
};

} // namespace

bool lowerLaneSum(linalg::GenericOp op, Lanes lanes) {
  if (op.getNumReductionLoops() == 0 || !isa_and_nonnull<arith::AddFOp>(combinerOf(op)))
    return false;
  LaneSum(flattenLoops(op), lanes).lower();
  return true;
}

} // namespace dual::lowering
