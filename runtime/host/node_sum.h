// Derivatives of recursive data: nodes of the structure that the value has. None stands for zeros. They
// take no more of the C stack for a deep value than for a flat one.
#pragma once

#include "runtime/host/node.h"

namespace dual::host {

/// `a` and `b` with their floats added; what is no float is that of `a`. One of them, if the other is none.
Data sumOf(const Node *a, const Node *b);

/// A node that nobody else holds, as `sum`; of none: as `like`, in which floats are zeros and nodes none.
Data ownCopy(const Node *sum, const Node &like);
/// Adds `part`, a value as a node holds it, to a float or a node in such a node.
void addTo(Node &own, size_t slot, const Node::Slot &part);

/// A node for each one of `like`: with the floats of `sum`, or zeros where it has none, and all else of
/// `like`.
Data filled(const Node *sum, const Node *like);

/// Whether there are nodes of the same variants in the same places, with tensors of the same sizes.
bool haveSameStructure(const Node *a, const Node *b);

} // namespace dual::host
