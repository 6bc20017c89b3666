// What the types of an export become in its library's interface.
#pragma once

#include "tools/dlc/Interface.h"

namespace dual::tool {

class InterfaceTypes {
public:
  InterfaceTypes(const CheckedExports &checked, DescribedLibrary &library)
      : checked(checked), interface(library.interface), places(library.places) {}

  library::Parameter parameter(const check::ExportedValue &value, library::Parameter::Way way);
  library::Expression expressionOf(const check::Dim &dim);
  // "digits.dl:4"
  std::string source(SourceRange range);
  library::Place place(SourceRange range);

private:
  std::vector<library::Expression> shapeOf(const check::TypeRef &tensor);
  library::Parameter text(const check::ExportedValue &value, library::Parameter p);
  library::Parameter part(const check::TypeRef &type, library::Parameter p);
  size_t record(const check::TypeRef &type, const std::vector<library::Field> &fields);
  void addParts(const check::TypeRef &type, const std::string &path, size_t &first, library::Record &r);
  size_t structure(const check::TypeRef &type);
  size_t enumeration(const check::TypeRef &type);

  const CheckedExports &checked;
  library::Interface &interface;
  std::vector<SourceRange> &places;
};

} // namespace dual::tool
