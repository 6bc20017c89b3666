"""check_house.py ROOT: keeps what docs/architecture.md says about the folders true.

Every #include goes along an arrow of its table of rooms, only some rooms see LLVM and MLIR, and test/<room>/<folder> mirrors <room>/<folder>."""
import os
import re
import sys

SUFFIXES = (".h", ".c", ".cpp", ".def", ".td", ".g4")
TOP = ("grammar", "frontend", "mlir", "lowering", "runtime", "stdlib", "tools")
SEE_LLVM = ("frontend/check", "mlir", "lowering", "tools")
NO_MIRROR = ("test/docs", "test/e2e", "test/embed", "test/fuzz", "test/house", "test/random", "test/wrong",
             "test/grammar/sketches")
INCLUDE = re.compile(r'^\s*#?\s*include\s+["<]([^">]+)[">]')


def below(path, folder):
    return path == folder or path.startswith(folder + "/")


def allows(allowed, room):
    return below(room, allowed[:-2]) if allowed.endswith("/*") else room == allowed


def room_of(path, rooms):
    return max((room for room in rooms if below(path, room)), key=len, default=None)


def read_rooms(page):
    """The table between `<!-- rooms -->` and `<!-- end -->`: room -> the rooms it may include."""
    with open(page, encoding="utf-8") as f:
        table = f.read().split("<!-- rooms -->")[1].split("<!-- end -->")[0]
    rows = [row.split("|")[1:3] for row in table.strip().splitlines()[2:]]
    return {re.findall("`([^`]+)`", room)[0]: re.findall("`([^`]+)`", allowed) for room, allowed in rows}


def folders(root, top):
    for folder, children, files in os.walk(os.path.join(root, top)):
        children[:] = sorted(c for c in children if c != "__pycache__")
        yield os.path.relpath(folder, root), sorted(files)


def check_include(room, folder, target, rooms, root):
    """What is wrong with including `target` from a file of `folder`, or None."""
    beside = os.path.normpath(os.path.join(folder, target))
    path = beside if os.path.exists(os.path.join(root, beside)) else target
    other = room_of(path, rooms)
    if other is None:
        if re.match(r"(llvm|mlir|clang)(-c)?/", path) and not any(below(room, r) for r in SEE_LLVM):
            return "`%s` may not see LLVM or MLIR" % room
        return None
    if other == room or any(allows(allowed, other) for allowed in rooms[room]):
        return None
    return "`%s` may not include `%s`" % (room, other)


def check_includes(root, rooms):
    for top in TOP:
        for folder, files in folders(root, top):
            for name in (f for f in files if f.endswith(SUFFIXES)):
                path = "%s/%s" % (folder, name)
                room = room_of(path, rooms)
                if room is None:
                    yield "%s: its folder has no row in the table of rooms" % path
                    continue
                with open(os.path.join(root, path), encoding="utf-8") as f:
                    for number, line in enumerate(f, 1):
                        found = INCLUDE.match(line)
                        problem = found and check_include(room, folder, found[1], rooms, root)
                        if problem:
                            yield "%s:%d: %s (%s)" % (path, number, problem, found[1])


def check_rows(root, rooms):
    for room, allowed in rooms.items():
        for name in (n.removesuffix("/*") for n in [room, *allowed]):
            if not os.path.isdir(os.path.join(root, name)):
                yield "docs/architecture.md: the table names `%s`, and there is no such folder" % name


def check_mirror(root):
    for folder, _ in folders(root, "test"):
        parts = folder.split("/")
        if len(parts) not in (2, 3) or any(below(folder, f) for f in NO_MIRROR):
            continue
        if not os.path.isdir(os.path.join(root, *parts[1:])):
            yield "%s mirrors no folder: there is no %s" % (folder, "/".join(parts[1:]))


def main(root):
    rooms = read_rooms(os.path.join(root, "docs/architecture.md"))
    problems = [*check_rows(root, rooms), *check_includes(root, rooms), *check_mirror(root)]
    print("\n".join(problems) or "the house is in order: %d rooms" % len(rooms))
    return 1 if problems else 0


sys.exit(main(sys.argv[1]))
