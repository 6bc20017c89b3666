#include "frontend/format/render.h"

#include <algorithm>

namespace dual::format {

namespace {

struct Task {
  size_t indent;
  bool broken; // of the group around it
  const Doc *doc;
  size_t part = 0;      // fill: the next of its parts
  bool wrapped = false; // fill: a part before it went to a new line
};

class Renderer {
public:
  Rendered run(const Doc &doc) {
    tasks.push_back({0, true, &doc});
    while (!tasks.empty()) {
      Task task = tasks.back();
      tasks.pop_back();
      step(task);
    }
    finishLine();
    return std::move(result);
  }

private:
  void step(const Task &task) {
    const Doc &doc = *task.doc;
    switch (doc.kind) {
    case Doc::Kind::text:
      return text(doc);
    case Doc::Kind::flatText:
      return task.broken ? void() : text(doc);
    case Doc::Kind::comment:
      return comment(task);
    case Doc::Kind::line:
      return task.broken ? breakLine(task.indent, false) : void();
    case Doc::Kind::newline:
      return breakLine(task.indent, doc.blank);
    case Doc::Kind::group:
      return group(task);
    case Doc::Kind::indent:
      return push(doc, task.indent + (task.broken ? 2 : 0), task.broken);
    case Doc::Kind::fill:
      return fill(task);
    case Doc::Kind::definition:
      return definition(task);
    case Doc::Kind::list:
      return push(doc, task.indent, task.broken);
    }
  }

  void push(const Doc &doc, size_t indent, bool broken) {
    for (auto part = doc.parts.rbegin(); part != doc.parts.rend(); ++part)
      tasks.push_back({indent, broken, &*part});
  }

  void group(const Task &task) {
    bool broken = task.doc->broken || (task.broken && !fits(*task.doc, column()));
    push(*task.doc, task.indent, broken);
  }

  // A part on a new line has all that is inside it begin further in. One that fits nowhere is broken up
  // itself.
  void fill(Task task) {
    const Doc &doc = *task.doc;
    if (doc.parts.empty())
      return;
    const Doc &part = doc.parts[task.part];
    bool first = task.part++ == 0;
    bool last = task.part == doc.parts.size();
    size_t hanging = task.indent + (doc.hangs ? 2 : 0);
    if (!first && !pending && !fits(part, column(), last))
      breakLine(hanging, false);
    task.wrapped |= !first && pending;
    if (!last)
      tasks.push_back(task);
    tasks.push_back({task.wrapped ? hanging : task.indent, true, &part});
  }

  void definition(const Task &task) {
    const Doc &inner = task.doc->parts[0];
    size_t indent = task.indent;
    if (!pending && !fits(inner, column()) && fits(inner, indent + 2))
      breakLine(indent + 2, false);
    if (pending)
      indent += 2;
    tasks.push_back({indent, task.broken, &inner});
  }

  // Whether the doc, and what follows it up to the next possible newline, has room from this column on.
  bool fits(const Doc &doc, size_t from, bool withRest = true) const {
    Room room{from, pending || atLineStart};
    if (measure(doc, false, room) == Measured::full)
      return false;
    for (auto task = tasks.rbegin(); withRest && !room.newline && task != tasks.rend(); ++task)
      if (measureTask(*task, room) == Measured::full)
        return false;
    return true;
  }

  enum class Measured { fits, full };
  struct Room {
    size_t column;
    bool atLineStart;
    bool newline = false; // reached: what comes after does not count
  };

  Measured measureTask(const Task &task, Room &room) const {
    if (task.doc->kind != Doc::Kind::fill || task.part == 0)
      return measure(*task.doc, task.broken, room, true);
    room.newline = true; // between two parts
    return Measured::fits;
  }

  Measured measure(const Doc &doc, bool broken, Room &room, bool isRest = false) const {
    if (room.newline)
      return Measured::fits;
    switch (doc.kind) {
    case Doc::Kind::flatText:
      if (broken)
        return Measured::fits;
      [[fallthrough]];
    case Doc::Kind::text:
      room.column += widthOf(doc.text) + (doc.space && !room.atLineStart ? 1 : 0);
      room.atLineStart = false;
      return room.column > maxWidth ? Measured::full : Measured::fits;
    case Doc::Kind::line:
      room.newline = broken;
      return Measured::fits;
    case Doc::Kind::comment:
    case Doc::Kind::newline:
      room.newline = true;
      return Measured::fits;
    case Doc::Kind::group:
      broken = doc.broken || (isRest && doc.isBlock);
      break;
    case Doc::Kind::definition:
      room.newline = isRest;
      break;
    default:
      break;
    }
    for (const Doc &part : doc.parts)
      if (measure(part, broken, room, isRest) == Measured::full)
        return Measured::full;
    return Measured::fits;
  }

  size_t column() const { return pending ? pendingIndent : widthOf(current); }

  void breakLine(size_t indent, bool blank) {
    pending = true;
    pendingIndent = indent;
    pendingBlank |= blank;
  }

  void text(const Doc &doc) {
    startLine();
    if (doc.space && !atLineStart)
      current += ' ';
    mark(doc);
    current += doc.text;
    atLineStart = false;
  }

  // Behind a word it stays on that word's line, even if a newline was asked for already.
  void comment(const Task &task) {
    const Doc &doc = *task.doc;
    size_t indent = pending ? pendingIndent : task.indent + 2;
    if (doc.ownLine) {
      breakLine(indent, doc.blank);
      startLine();
    } else if (!current.empty()) {
      current += ' ';
    }
    if (!doc.ownLine)
      mark(doc);
    current += doc.text;
    atLineStart = false;
    breakLine(indent, false);
  }

  void mark(const Doc &doc) {
    if (doc.source != Doc::noSource)
      result.marks.push_back(
          {result.lines.size(), current.size(), doc.source, doc.kind == Doc::Kind::comment});
  }

  // The newlines that were asked for.
  void startLine() {
    if (!pending)
      return;
    finishLine();
    if (pendingBlank && !result.lines.empty())
      result.lines.emplace_back();
    current = std::string(pendingIndent, ' ');
    atLineStart = true;
    pending = pendingBlank = false;
  }

  void finishLine() {
    if (!current.empty())
      result.lines.push_back(std::move(current));
    current.clear();
  }

  Rendered result;
  std::vector<Task> tasks;
  std::string current;
  bool atLineStart = true;
  bool pending = false;
  bool pendingBlank = false;
  size_t pendingIndent = 0;
};

} // namespace

size_t widthOf(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

Rendered render(const Doc &doc) { return Renderer().run(doc); }

} // namespace dual::format
