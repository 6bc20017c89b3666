// Values with enums in them that contain themselves, for a file: their nodes are rows of one list, which is
// beside the value. A row is a variant with its fields, in which a node is the number of its row. The parts
// of a node stand in rows after its own.
#pragma once

#include "frontend/check/list.h"

namespace dual::check {

class FileNodes {
public:
  FileNodes(Emitter &check, SourceRange range, TypeRef type);

  // Of what stands in the file; the type itself where it has no nodes.
  const TypeRef &plain() const { return plainType; }
  // Whether no list of kinds has all that a value may hold: a `Pair[T]` holds a `Pair[(T, T)]`, and so on.
  bool isEndless() const { return endless; }
  // The enum that names the rows.
  const std::string &name() const { return rowsName; }

  Val written(const Val &value);
  // A plain value without rows, with the sizes of `value`.
  Val like(const Val &value);
  // What the plain value of a file is of, whose rows are checked here.
  Val read(const Val &plain);

private:
  using Value = mlir::Value;
  using Tensors = Columns::Tensors;

  // One of the enums; its variants have consecutive numbers among those of all.
  struct Kind {
    TypeRef type;
    size_t firstVariant;
  };

  void collect(const TypeRef &type);
  TypeRef mapped(const TypeRef &type);
  TypeRef rowType();
  const Kind &kindOf(const TypeRef &node) const;
  const Kind &kindOfVariant(size_t number) const;

  Val numbered(const Val &value);
  Val numberedNode(const Val &node);
  Val numberedList(const Val &list);
  Val rowOf(Value variant, Value node, size_t number);
  Val rowOfVariant(Value node, size_t number);
  Val withQueue(const TypeRef &type, Tensors all);
  Tensors andQueue(const Val &value);
  Val allRows();

  Val restored(const Val &plain, const TypeRef &type);
  Val restoredNode(Value row, const TypeRef &type);
  Val restoredList(const Val &plain, const TypeRef &type);
  Tensors nodeOf(const Val &row, size_t number);
  // Member by member; of an enum's variants only that which the value is of.
  Val eachMember(const Val &value, const TypeRef &made, llvm::function_ref<Val(const Val &, size_t)> make,
                 bool carriesQueue);

  Value is(dl::CompareKind kind, Value a, Value b);
  void require(dl::CompareKind kind, Value a, Value b, const std::string &message,
               llvm::ArrayRef<Value> values);

  Emitter &check;
  SourceRange range;
  Lists lists;
  Columns columns;
  TypeRef type, plainType, rowsType;
  std::string rowsName;
  std::vector<Kind> kinds;
  std::map<std::string, size_t> known;
  bool endless = false;
  // Nodes with the number of their enum's first variant: those to be written, or those made, the last row
  // first.
  TypeRef queueType;
  Val queue;
  // While rows are read: how many there are, and which is at hand, -1 for the value itself.
  Value count, at;
};

bool holdsNode(const TypeRef &type);

} // namespace dual::check
