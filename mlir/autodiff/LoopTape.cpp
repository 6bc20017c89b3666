// What is read of the turns of a loop.
//
// A value whose sizes are known in front of the loop becomes row t of a tensor in turn t: of as many rows as
// a `for` has turns, of twice as many whenever they run out in a `while`. Another value goes flattened onto a
// stack, and where it begins and its sizes are such rows. A node of recursive data is put before those of the
// turns before: a chain, which the reverse loop takes apart from its end.
#include "mlir/autodiff/Rows.h"
#include "mlir/autodiff/Sizes.h"
#include "mlir/autodiff/Tape.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

constexpr int64_t firstCapacity = 8;

/// One value of the loop's body that is kept.
struct Track {
  Value value;
  SmallVector<Value> sizes{}; // of its dynamic dims; those of a stacked value may be kept values themselves
  bool isStacked = false;
  unsigned variable = 0; // number of its first new variable: the rows; or stack, height, starts; or the chain

  bool isNode() const { return isa<dl::DataType>(value.getType()); }
};

class LoopTape {
public:
  LoopTape(Operation *loop, scf::ForOp reverse)
      : loop(loop), reverse(reverse), front(loop->getLoc(), loop),
        readers(reverse.getLoc(), reverse.getContext()) {
    readers.setInsertionPointToStart(reverse.getBody());
    Value last = readers.sub(reverse.getUpperBound(), readers.index(1));
    readTurn = readers.sub(last, reverse.getInductionVar());
  }

  void save() {
    collect();
    if (tracks.empty())
      return;
    findSizes();
    for (Track &track : tracks)
      begin(track);
    widen();
    writeTurn();
    for (Track &track : tracks)
      write(track);
    terminator()->insertOperands(terminator()->getNumOperands(), yielded);
    readers.setInsertionPointAfterValue(readTurn);
    for (Track &track : tracks)
      if (track.isNode())
        read(track, unlink(track));
      else if (!track.isStacked)
        read(track, row(track.variable, track.value.getType(), track.sizes));
    for (Track &track : tracks)
      if (track.isStacked)
        read(track, pop(track));
  }

private:
  scf::WhileOp whileLoop() const { return dyn_cast<scf::WhileOp>(loop); }
  Block &body() { return whileLoop() ? whileLoop().getAfter().front() : *cast<scf::ForOp>(loop).getBody(); }
  Operation *terminator() { return body().getTerminator(); }

  // ---- which values
  void collect();
  bool isFree(Value value);
  void remake(Operation *op);
  void remakeCounter(scf::ForOp forward);
  void replaceReads(Value value, Value copy);
  void findSizes();

  // ---- the forward loop
  void begin(Track &track);
  void widen();
  void widenFor(scf::ForOp old);
  void widenWhile(scf::WhileOp old);
  Value variable(unsigned k) { return body().getArgument(body().getNumArguments() - initial.size() + k); }
  void writeTurn();
  Value written(unsigned k, Value value, ArrayRef<Value> sizes, Emit &emit);
  void write(Track &track);
  void writeRow(Track &track);
  void push(Track &track);
  void link(Track &track);

  // ---- the reverse loop
  Value filled(unsigned k) { return loop->getResult(loop->getNumResults() - initial.size() + k); }
  Value row(unsigned k, Type type, ArrayRef<Value> sizes);
  Value pop(Track &track);
  Value unlink(Track &track);
  void read(Track &track, Value copy);

  Operation *loop;
  scf::ForOp reverse;
  Emit front;        // in front of the loop
  Emit readers;      // at the start of the reverse loop's body
  Value writtenTurn; // the number of the turn, in the forward loop
  Value readTurn;    // and in the reverse loop
  std::vector<Track> tracks;
  SmallVector<Value> initial; // of the loop's new variables
  SmallVector<Value> yielded; // what a turn makes of them
  llvm::DenseMap<Value, Value> copies;
};

// ------------------------------------------------------------------------------------------ which values

void LoopTape::replaceReads(Value value, Value copy) {
  value.replaceUsesWithIf(copy, [&](OpOperand &use) { return !loop->isProperAncestor(use.getOwner()); });
}

/// Whether the value can be made again from what is outside of the loop and the number of the turn.
bool LoopTape::isFree(Value value) {
  if (!loop->isAncestor(value.getParentBlock()->getParentOp()))
    return true;
  auto forward = dyn_cast<scf::ForOp>(loop);
  if (forward && value == forward.getInductionVar())
    return true;
  Operation *op = value.getDefiningOp();
  bool isMove = isa_and_nonnull<dl::ConstantOp, dl::BroadcastOp, dl::IotaOp, dl::DimOp, dl::SliceOp,
                                dl::ReshapeOp, dl::TransposeOp>(op);
  auto binary = dyn_cast_or_null<dl::BinaryOp>(op);
  bool isIndex = binary && value.getType().isInteger(64) && binary.getKind() != dl::BinaryKind::Pow;
  return (isMove || isIndex) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return isFree(operand); });
}

void LoopTape::remake(Operation *op) {
  readers.setInsertionPointAfterValue(readTurn);
  replaceReads(op->getResult(0), readers.clone(*op)->getResult(0));
}

void LoopTape::remakeCounter(scf::ForOp forward) {
  readers.setInsertionPointAfterValue(readTurn);
  Value counter = readers.add(forward.getLowerBound(), readers.mul(readTurn, forward.getStep()));
  replaceReads(forward.getInductionVar(), counter);
}

/// Backwards, since the operands of what is made again are then read outside too.
void LoopTape::collect() {
  auto keep = [&](Value value) {
    if (isUsedOutside(value, loop))
      tracks.push_back({value});
  };
  for (Operation &op : llvm::reverse(body()))
    if (op.getNumResults() == 1 && isUsedOutside(op.getResult(0), loop) &&
        (isCheap(&op) || isFree(op.getResult(0))))
      remake(&op);
    else
      llvm::for_each(op.getResults(), keep);
  auto forward = dyn_cast<scf::ForOp>(loop);
  for (BlockArgument argument : body().getArguments())
    if (forward && argument == forward.getInductionVar())
      isUsedOutside(argument, loop) ? remakeCounter(forward) : void();
    else
      keep(argument);
}

/// Sizes of stacked values that only the turn knows are kept as well.
void LoopTape::findSizes() {
  for (size_t k = 0; k < tracks.size(); ++k) {
    Value value = tracks[k].value;
    SmallVector<Value> sizes = sizesOutside(value, loop, front);
    Emit inside(value.getLoc(), value.getContext());
    inside.setInsertionPointAfterValue(value);
    SmallVector<Value> here = inside.dynamicDims(value);
    for (auto [size, own] : llvm::zip_equal(sizes, here)) {
      if (size) {
        own.getDefiningOp()->erase();
        continue;
      }
      size = own;
      tracks[k].isStacked = true;
      tracks.push_back({own});
    }
    tracks[k].sizes = sizes;
  }
}

// ------------------------------------------------------------------------------------------ the forward loop

void LoopTape::begin(Track &track) {
  track.variable = initial.size();
  Value few = front.index(firstCapacity), count = whileLoop() ? few : reverse.getUpperBound();
  Type type = track.value.getType(), element = dl::elementType(type);
  if (track.isNode()) {
    initial.push_back(front.create<dl::NoNodeOp>(type));
    return;
  }
  if (!track.isStacked) {
    initial.push_back(zeroRows(rowsType(type), count, track.sizes, front));
    return;
  }
  initial.push_back(zeroRows(rowsType(element), few, {}, front));
  initial.push_back(front.index(0));
  initial.push_back(zeroRows(rowsType(front.getI64Type()), count, {}, front));
}

void LoopTape::widen() { whileLoop() ? widenWhile(whileLoop()) : widenFor(cast<scf::ForOp>(loop)); }

void addArguments(Block &block, ValueRange like) {
  for (Value value : like)
    block.addArgument(value.getType(), value.getLoc());
}

void LoopTape::widenFor(scf::ForOp old) {
  SmallVector<Value> inits(old.getInitArgs());
  llvm::append_range(inits, initial);
  auto wider = front.create<scf::ForOp>(old.getLowerBound(), old.getUpperBound(), old.getStep(), inits);
  wider.getRegion().takeBody(old.getRegion());
  addArguments(*wider.getBody(), initial);
  old->replaceAllUsesWith(wider.getResults().drop_back(initial.size()));
  old.erase();
  loop = wider;
}

void LoopTape::widenWhile(scf::WhileOp old) {
  SmallVector<Value> inits(old.getInits());
  llvm::append_range(inits, initial);
  auto wider = front.create<scf::WhileOp>(ValueRange(inits).getTypes(), inits);
  wider->setDiscardableAttrs(old->getDiscardableAttrDictionary());
  wider.getBefore().takeBody(old.getBefore());
  wider.getAfter().takeBody(old.getAfter());
  addArguments(wider.getBefore().front(), initial);
  addArguments(wider.getAfter().front(), initial);
  wider.getConditionOp().getArgsMutable().append(wider.getBeforeArguments().take_back(initial.size()));
  old->replaceAllUsesWith(wider.getResults().drop_back(initial.size()));
  old.erase();
  loop = wider;
}

void LoopTape::writeTurn() {
  yielded.resize(initial.size());
  if (whileLoop()) {
    unsigned counter = cast<OpResult>(reverse.getUpperBound()).getResultNumber();
    writtenTurn = body().getArgument(counter);
    return;
  }
  auto forward = cast<scf::ForOp>(loop);
  Emit emit(loop->getLoc(), loop->getContext());
  emit.setInsertionPointToStart(&body());
  writtenTurn = emit.div(emit.sub(forward.getInductionVar(), forward.getLowerBound()), forward.getStep());
}

Value LoopTape::written(unsigned k, Value value, ArrayRef<Value> sizes, Emit &emit) {
  Value rows = variable(k);
  if (whileLoop())
    rows = grown(rows, emit.add(writtenTurn, emit.index(1)), emit);
  return withRow(rows, value, sizes, writtenTurn, emit);
}

/// Behind the value and the number of the turn.
Emit behind(Value value, Value turn) {
  Emit emit(value.getLoc(), value.getContext());
  emit.setInsertionPointAfterValue(isa<BlockArgument>(value) && turn.getDefiningOp() ? turn : value);
  return emit;
}

void LoopTape::write(Track &track) {
  if (track.isNode())
    return link(track);
  track.isStacked ? push(track) : writeRow(track);
}

void LoopTape::writeRow(Track &track) {
  Emit emit = behind(track.value, writtenTurn);
  yielded[track.variable] = written(track.variable, track.value, track.sizes, emit);
}

void LoopTape::push(Track &track) {
  Emit emit = behind(track.value, writtenTurn);
  for (Value size : track.sizes) // Those asked of the value itself stand behind it.
    if (Operation *dim = size.getDefiningOp(); dim && dim->getBlock() == emit.getInsertionBlock())
      if (!dim->isBeforeInBlock(&*emit.getInsertionPoint()))
        emit.setInsertionPointAfter(dim);
  unsigned k = track.variable;
  Value height = variable(k + 1), count = product(track.value.getType(), track.sizes, emit);
  Value needed = emit.add(height, count), stack = grown(variable(k), needed, emit);
  Type type = RankedTensorType::get({ShapedType::kDynamic}, dl::elementType(track.value.getType()));
  Value flat = emit.create<dl::ReshapeOp>(type, track.value, count);
  yielded[k] = emit.create<dl::InsertOp>(stack.getType(), flat, stack, height, ArrayRef<int64_t>(1));
  yielded[k + 1] = needed;
  yielded[k + 2] = written(k + 2, height, {}, emit);
}

void LoopTape::link(Track &track) {
  Emit emit = behind(track.value, writtenTurn);
  Value before = variable(track.variable);
  yielded[track.variable] =
      emit.create<dl::NodeOp>(before.getType(), /*variant=*/0, /*text=*/"", ValueRange{track.value, before});
}

// ------------------------------------------------------------------------------------------ the reverse loop

Value LoopTape::row(unsigned k, Type type, ArrayRef<Value> sizes) {
  return rowOf(filled(k), type, sizes, readTurn, readers);
}

Value LoopTape::pop(Track &track) {
  SmallVector<Value> sizes;
  for (Value size : track.sizes)
    sizes.push_back(copies.count(size) ? copies.lookup(size) : size);
  Type type = track.value.getType(),
       flat = RankedTensorType::get({ShapedType::kDynamic}, dl::elementType(type));
  Value start = row(track.variable + 2, readers.getI64Type(), {}), count = product(type, sizes, readers);
  Value slice = readers.create<dl::SliceOp>(flat, filled(track.variable), start, count, ArrayRef<int64_t>(1));
  return readers.create<dl::ReshapeOp>(type, slice, sizes);
}

/// The chain becomes a variable of the reverse loop, which loses its last link in every turn.
Value LoopTape::unlink(Track &track) {
  scf::ForOp old = reverse;
  SmallVector<Value> inits(old.getInitArgs());
  inits.push_back(filled(track.variable));
  Emit emit(old.getLoc(), old);
  reverse = emit.create<scf::ForOp>(old.getLowerBound(), old.getUpperBound(), old.getStep(), inits);
  reverse.getRegion().takeBody(old.getRegion());
  old->replaceAllUsesWith(reverse.getResults().drop_back());
  old.erase();
  Type type = track.value.getType();
  Value chain = reverse.getBody()->addArgument(type, track.value.getLoc());
  Value rest = readers.create<dl::FieldOp>(type, chain, 1);
  Operation *yield = reverse.getBody()->getTerminator();
  yield->insertOperands(yield->getNumOperands(), rest);
  return readers.create<dl::FieldOp>(type, chain, 0);
}

void LoopTape::read(Track &track, Value copy) {
  copies[track.value] = copy;
  replaceReads(track.value, copy);
}

} // namespace

void saveValuesOf(Operation *loop, scf::ForOp reverse) { LoopTape(loop, reverse).save(); }

} // namespace dual::autodiff
