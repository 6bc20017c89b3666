// Which nodes run when an output, or a node, of a graph is asked for.
#pragma once

#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"

namespace dual::check {

void noteNodes(llvm::ArrayRef<GraphNode> all, llvm::ArrayRef<GraphNode> needed, GraphForward &run);

} // namespace dual::check
