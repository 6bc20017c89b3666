// Names that cannot be: two things of one C name, or a name that the header takes for itself.
#include "lowering/library/border.h"
#include "lowering/library/enumeration.h"
#include "lowering/library/names.h"

#include <map>
#include <set>

namespace dual::library {

namespace {

// What has each C name so far, in the user's words.
class Taken {
public:
  explicit Taken(std::vector<Problem> &problems) : problems(problems) {}

  void add(const std::string &name, const std::string &owner, Place place = 0) {
    auto [at, fresh] = owners.emplace(name, Owner{owner, place});
    if (!fresh)
      report(name, {owner, place}, at->second);
  }

private:
  struct Owner {
    std::string text;
    Place place;
  };

  // What has no place is a part of every library.
  void report(const std::string &name, const Owner &later, const Owner &earlier) {
    std::string text =
        later.text + " and " + earlier.text + " have the same name in C, `" + name + "`; rename one of them";
    Place other = earlier.place == later.place ? 0 : earlier.place;
    problems.push_back(later.place ? Problem{text, later.place, other} : Problem{text, other, 0});
  }

  std::map<std::string, Owner> owners;
  std::vector<Problem> &problems;
};

} // namespace

static std::string quoted(const char *what, const std::string &name) {
  return std::string(what) + " `" + name + "`";
}

static void addFixed(const Interface &i, Taken &names) {
  for (const char *part : {"build", "call", "error", "error_text", "status_text"})
    names.add(i.prefix + "_" + part, "a part of every library");
  for (const char *part :
       {"OK", "ABI", "ABI_SYMBOL", "API", "BUILDING", "BYTES_", "CALL", "CHECK", "H", "SHARED"})
    names.add(capitals(i.prefix) + "_" + part, "a part of every library");
#define DUAL_STATUS(name, number, sentence, comment)                                                         \
  if (number != 0)                                                                                           \
    names.add(capitals(i.prefix) + "_E_" #name, "a status");
#include "runtime/core/status.def"
}

static void addStructure(const Interface &i, const Structure &s, Taken &names) {
  std::string type = structName(i, s), owner = quoted("graph", s.name);
  names.add(type, owner, s.place);
  if (s.builtin)
    names.add(type + "_builtin", "`builtin` of " + owner, s.place);
  names.add(type + "_load", "`load` of " + owner, s.place);
  names.add(capitals(type) + "_MEMORY", "the memory of " + owner, s.place);
}

static void addRecord(const Interface &i, const Record &r, Taken &names, std::vector<Problem> &problems) {
  std::string owner = "`" + r.text + "`";
  for (bool written : {false, true})
    if (!written || recordName(i, r, true) != recordName(i, r, false))
      names.add(recordName(i, r, written), owner, r.place);
  for (const Record::Part &part : r.parts)
    names.add(viewName(i, r, part), "a view of " + owner, r.place);
  Taken fields(problems);
  for (const Field &f : r.fields)
    fields.add(fieldName(f.path), quoted("field", f.path) + " of " + owner, r.place);
}

static void addEnumeration(const Interface &i, const Enumeration &e, Taken &names,
                           std::vector<Problem> &problems) {
  std::string name = enumerationName(i, e), owner = quoted("enum", e.name);
  names.add(name, owner, e.place);
  Taken members(problems);
  for (const Variant &v : e.variants) {
    names.add(capitals(name + "_" + snakeCase(v.name)), quoted("variant", v.name) + " of " + owner, e.place);
    members.add(variantName(v), quoted("variant", v.name) + " of " + owner, e.place);
    Taken fields(problems);
    for (const VariantField &f : v.fields)
      fields.add(fieldName(f.path), quoted("field", f.path) + " of " + quoted("variant", v.name), e.place);
  }
}

static void addFunction(const Interface &i, const Function &f, Taken &names) {
  std::string name = functionName(i, f), owner = quoted("export", f.name);
  names.add(name, owner, f.place);
  if (f.arena) {
    names.add(name + "_arena", "the arena of " + owner, f.place);
    names.add(capitals(name) + "_ARENA", "the arena of " + owner, f.place);
  }
  for (const auto *list : {&f.parameters, &f.outputs})
    for (const Parameter &p : *list)
      if (p.kind == Parameter::Kind::Tensor && !p.shape.empty())
        names.add(capitals(name + "_" + p.name) + "_COUNT",
                  "the size of " + quoted("", p.name).substr(1) + " of " + owner, p.place);
}

static void checkFields(const Structure &s, std::vector<Problem> &problems) {
  Taken fields(problems);
  fields.add("packed", "a field of every graph");
  for (const Weight &w : s.weights)
    fields.add(fieldName(w), quoted("parameter", w.path) + " of " + quoted("graph", s.name), s.place);
}

// `x_stride0`, `out_room` and their like stand beside what the source has.
static void checkParameters(const Interface &i, const Function &f, std::vector<Problem> &problems) {
  Taken names(problems);
  std::string of = " of " + quoted("export", f.name);
  names.add("call", "the call" + of);
  Border border = borderOf(i, f);
  std::set<size_t> own;
  for (size_t d = 0; d < f.dims.size(); ++d)
    if (own.insert(border.dims[d]).second && !f.dims[d].isParameter)
      names.add(dimName(f.dims[d]), quoted("dim", f.dims[d].name) + of, f.place);
  std::vector<const Parameter *> all = allOf(f);
  for (size_t k = 0; k < all.size(); ++k) {
    own.insert(border.first[k]);
    names.add(parameterName(all[k]->name), quoted("parameter", all[k]->name) + of, all[k]->place);
  }
  for (size_t k = 0; k < border.arguments.size(); ++k)
    if (own.count(k) == 0)
      names.add(border.arguments[k].name, quoted("size", border.arguments[k].name) + of, f.place);
}

std::vector<Problem> problems(const Interface &i) {
  std::vector<Problem> found;
  Taken names(found);
  addFixed(i, names);
  for (const Structure &s : i.structures) {
    addStructure(i, s, names);
    checkFields(s, found);
  }
  for (const Record &r : i.records)
    addRecord(i, r, names, found);
  for (const Enumeration &e : i.enumerations)
    addEnumeration(i, e, names, found);
  for (const Function &f : i.functions) {
    addFunction(i, f, names);
    checkParameters(i, f, found);
  }
  return found;
}

} // namespace dual::library
