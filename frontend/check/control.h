// Which variables a piece of source may change, and whether it may leave its loop or function early.
#pragma once

#include "frontend/syntax/ast.h"

#include <functional>
#include <set>
#include <string>

namespace dual::check {

// Names at the root of what statements and expressions inside store to: assignments, `var` arguments, the
// receivers of method calls, since a method may have `var self`, and what is called, since a graph may have
// states.
void collectStores(const Block &block, std::set<std::string> &names);
void collectStores(const Stmt &stmt, std::set<std::string> &names);
void collectStores(const Expr &expr, std::set<std::string> &names);

// Names that blocks, patterns and function values inside an expression bind.
void collectBound(const Expr &expr, std::set<std::string> &names);
void collectBound(const Pattern &pattern, std::set<std::string> &names);
// These, and indices, and symbols of annotations.
std::set<std::string> allBound(const Expr &expr);
std::set<std::string> allBound(const Block &block);

// The variables that say whether and how a body was left early.
std::set<std::string> exitNames();

// Every expression directly inside another one, or in the statements of its blocks.
void eachPart(const Expr &expr, const std::function<void(const Expr &)> &visit);
void eachPart(const Block &block, const std::function<void(const Expr &)> &visit);

// `break` or `continue` for the loop around, or `return`.
bool mayExit(const Stmt &stmt);
bool mayExit(const Block &block);
bool mayReturn(const Block &block);

// A `return` that is not the last statement of the body.
bool returnsEarly(const Block &body);

// The place at which a body that returns early ends without a value, or null. It may be an `if` that is not
// taken.
const Stmt *endsWithoutResult(const Block &body);

} // namespace dual::check
