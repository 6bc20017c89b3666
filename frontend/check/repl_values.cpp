#include "frontend/check/repl_values.h"

namespace dual::check {

static void renew(std::shared_ptr<FnValue> &fn, llvm::function_ref<void(mlir::Value &)> visit) {
  fn = std::make_shared<FnValue>(*fn);
  if (fn->captured) {
    fn->captured = std::make_shared<Env>(*fn->captured);
    for (auto &[name, binding] : fn->captured->names)
      renew(binding.value, visit);
  }
  if (fn->instance) {
    fn->instance = std::make_shared<Val>(*fn->instance);
    renew(*fn->instance, visit);
  }
  if (fn->inner)
    renew(fn->inner, visit);
}

void renew(Val &value, llvm::function_ref<void(mlir::Value &)> visit) {
  for (mlir::Value &leaf : value.leaves)
    visit(leaf);
  if (value.rows) {
    value.rows = std::make_shared<Rows>(*value.rows);
    value.rows->source = std::make_shared<Val>(*value.rows->source);
    renew(*value.rows->source, visit);
    visit(value.rows->order);
    visit(value.rows->size);
  }
  if (value.fn)
    renew(value.fn, visit);
  if (value.cut)
    renew(value.cut, visit);
}

static void prune(std::shared_ptr<FnValue> &fn, const SourceManager &sources) {
  fn = std::make_shared<FnValue>(*fn);
  if (fn->captured && fn->lambda) {
    std::set<std::string> mentioned = wordsOf(sources.text(fn->lambda->range));
    auto fewer = std::make_shared<Env>();
    for (auto &[name, binding] : fn->captured->names)
      if (mentioned.count(name)) {
        prune(binding.value, sources);
        fewer->names[name] = binding;
      }
    fn->captured = fewer;
  }
  if (fn->inner)
    prune(fn->inner, sources);
}

void prune(Val &value, const SourceManager &sources) {
  if (value.fn)
    prune(value.fn, sources);
}

void symbolsOf(const Dim &dim, const DimTable &dims, std::set<int> &symbols) {
  for (auto &[monomial, factor] : dim.terms())
    for (int id : monomial) {
      const Atom atom = dims[id];
      if (atom.kind == Atom::Kind::symbol) {
        symbols.insert(id);
        continue;
      }
      symbolsOf(atom.lhs, dims, symbols);
      symbolsOf(atom.rhs, dims, symbols);
    }
}

static void symbolsOf(const FnValue &fn, const DimTable &dims, std::set<int> &symbols) {
  if (fn.captured)
    for (auto &[name, binding] : fn.captured->names)
      symbolsOf(binding.value, dims, symbols);
  if (fn.instance)
    symbolsOf(*fn.instance, dims, symbols);
  if (fn.inner)
    symbolsOf(*fn.inner, dims, symbols);
  if (fn.types)
    for (auto &[name, dim] : fn.types->dims)
      symbolsOf(dim, dims, symbols);
}

void symbolsOf(const Val &value, const DimTable &dims, std::set<int> &symbols) {
  std::vector<Dim> all;
  if (value.type)
    collectDims(value.type, all);
  if (value.dim)
    all.push_back(*value.dim);
  for (const Dim &dim : all)
    symbolsOf(dim, dims, symbols);
  if (value.rows)
    symbolsOf(*value.rows->source, dims, symbols);
  if (value.fn)
    symbolsOf(*value.fn, dims, symbols);
}

static void namesIn(const Pattern &pattern, std::set<std::string> &names) {
  if (auto *name = pattern.as<NamePattern>())
    names.insert(name->name.text);
  if (auto *tuple = pattern.as<TuplePattern>())
    for (auto &element : tuple->elements)
      namesIn(*element, names);
}

std::set<std::string> binderNames(const Stmt &stmt) {
  std::set<std::string> names;
  if (auto *let = stmt.as<LetStmt>())
    namesIn(*let->pattern, names);
  if (auto *definition = stmt.as<IndexDefStmt>())
    names.insert(definition->name.text);
  return names;
}

std::set<std::string> wordsOf(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  for (char c : text) {
    if (isalnum(static_cast<unsigned char>(c)) || c == '_') {
      word += c;
      continue;
    }
    words.insert(std::exchange(word, ""));
  }
  words.insert(word);
  return words;
}

} // namespace dual::check
