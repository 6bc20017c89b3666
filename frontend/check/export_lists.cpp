// Lists cross the border of a library as their columns: an array for each field of the elements, all of one
// length.
#include "frontend/check/exporter.h"
#include "frontend/check/list_column.h"

#include "mlir/dl/Dl.h"

namespace dual::check {

// What is read of it, or made, has columns of numbers.
static bool hasColumns(const ExportedValue &value) {
  const TypeRef &element = value.type->inner;
  if (value.isVar || holdsList(element) || holdsEnum(element) || holdsGraph(element))
    return false;
  std::vector<Column> columns = columnsOf(value.type);
  return !columns.empty() && llvm::none_of(columns, [](const Column &column) { return column.isRagged(); });
}

bool Exporter::addColumns(const ExportedValue &list, bool isParam, std::vector<ExportedValue> &parts) {
  if (list.type->kind != Type::Kind::list || !hasColumns(list))
    return false;
  Dim length = isParam ? c.dims.symbol(list.name + "_count", SourceRange()) : Dim::unknown();
  std::vector<Leaf> fields = leavesOf(list.type->inner);
  for (auto [k, column] : llvm::enumerate(columnsOf(list.type))) {
    ExportedValue part = list;
    if (!fields[k].path.empty())
      part.name += "_" + llvm::join(llvm::split(fields[k].path, '.'), "_");
    std::vector<Dim> shape = column.data->shape;
    shape.front() = length;
    part.type = tensorType(column.data->element, shape);
    part.list = list.type;
    part.column = k;
    if (isParam && k == 0)
      part.count = length;
    parts.push_back(std::move(part));
  }
  return true;
}

// The rows that there are; a column has room for more.
mlir::Value Exporter::columnOf(const ExportedValue &output, llvm::ArrayRef<Value> list, SourceRange range) {
  Columns columns(c, range);
  Value column = list[columnsOf(output.list)[output.column].first];
  return c.castTo(columns.rows(column, columns.number(0), list.front()), c.mlirType(output.type), range);
}

} // namespace dual::check
