#include "lowering/library/header.h"

#include "lowering/library/border.h"
#include "lowering/library/enumeration.h"
#include "lowering/library/manifest.h"
#include "lowering/library/names.h"

#include <algorithm>

namespace dual::library {

std::string withPrefix(const Interface &i, const std::string &text) {
  std::string result, caps = capitals(i.prefix);
  for (size_t k = 0; k < text.size(); ++k)
    if (text[k] == '$' && k + 1 < text.size() && (text[k + 1] == 'p' || text[k + 1] == 'P'))
      result += text[++k] == 'p' ? i.prefix : caps;
    else
      result += text[k];
  return result;
}

std::string ruler(const std::string &what, const std::string &source) {
  static constexpr size_t width = 118;
  std::string line = "/* ---- " + what + " ", tail = source.empty() ? "" : " " + source + " ---";
  size_t used = line.size() + tail.size();
  return line + std::string(used < width ? width - used : 1, source.empty() ? '-' : ' ') + tail;
}

// The example at the top: the first export that classifies one row shows how everything is called.
static std::string usage(const Interface &i) {
  std::string text = " *\n *     #include \"$p.h\"\n";
  bool arena = !i.functions.empty() && i.functions[0].arena.has_value() && !i.functions[0].heap;
  if (arena) {
    std::string dims;
    for (const Dim &d : i.functions[0].dims)
      dims += (dims.empty() ? "(" : ", ") + std::to_string(std::max<int64_t>(1, d.least));
    text += " *     static unsigned char arena[" + macroName(i, i.functions[0].name + "_ARENA") +
            (dims.empty() ? "" : dims + ")") + "];\n";
  }
  text +=
      std::string(" *     $p_call call = $P_CALL(") + (arena ? "arena, sizeof arena" : "NULL, 0") + ");\n";
  for (const Structure &s : i.structures)
    if (s.builtin)
      text += " *     " + structName(i, s) + " m;\n *     if (" + structName(i, s) +
              "_builtin(&m, &call) != $P_OK) ...\n";
  if (!i.functions.empty())
    text += " *     if (" + functionName(i, i.functions[0]) +
            "(..., &call) != $P_OK) ...    what went wrong: $p_error_text()\n";
  return text;
}

static const char promises[] = R"( *
 * What holds for every function:
 *
 *   Status    The result is $P_OK or one $P_E_ code. call->error then names the promise that was broken.
 *             If a check at the border fails, no output and no state has been touched.
 *             Checks run in this order, the first that fails is told: call, CPU, dims, facts, sizes, null and alignment
 *             argument by argument, space, overlap, arena, values.
 *   Memory    Nothing is allocated. Scratch is call->arena: at any address, at least the bytes that the function's ..._ARENA
 *             macro or ..._arena function gives, or any size where a function says so, free for other use between calls.
 *             Exactly the elements stated are read and written, never one beyond. Stack: at most 2 KiB a call, callbacks not counted.
 *   Tensors   Row-major, contiguous, aligned to their element (not more), unless strides are parameters. dim_X is the dim
 *             that the source calls X. A dim may be 0 unless its line says otherwise; a tensor without elements may be null.
 *             An output or in-out argument must not overlap any other argument. In-out arguments are changed when
 *             nothing can fail any more: if the result is not $P_OK, they are as before.
 *   Numbers   NaN and infinity are values, not errors. Results have the bits of `dlc run --eager`, in the default rounding
 *             mode and with denormals on.
 *   Threads   No global is written, no lock taken, nothing logged, no system called. Calls may run at the same time if they
 *             share no $p_call, arena or output. Parameters and inputs may be shared.
 *
 * The output of dlc belongs to whoever ran it. The parts of dlc's runtime in the library are 0BSD: no notice is needed.
)";

static std::string guard(const Interface &i) {
  std::string number = "0x" + abiNumber(i) + "u";
  return withPrefix(
      i,
      "#if defined($P_H) && (!defined($P_ABI) || $P_ABI != " + number + ")\n" +
          "#error \"two different builds of $p.h in one file; build one of them with --prefix\"\n#endif\n"
          "#ifndef $P_H\n#define $P_H\n\n#include <stddef.h>\n#include <stdint.h>\n\n"
          "/* The interface's hash: names, types, shapes, facts, arenas, codes; not the weights' values, not "
          "the compiler's version.\n"
          " * A header that does not fit the library fails to link, and the missing symbol says why. */\n"
          "#define $P_ABI        " +
          number + "\n#define $P_ABI_SYMBOL " + abiSymbol(i) + "\n");
}

static const char platform[] = R"(
#if defined($P_SHARED) && defined(_WIN32) && defined($P_BUILDING)
#define $P_API __declspec(dllexport)
#elif defined($P_SHARED) && defined(_WIN32)
#define $P_API __declspec(dllimport)
#elif defined($P_SHARED) && defined(__GNUC__)
#define $P_API __attribute__((visibility("default")))
#else
#define $P_API
#endif

#if defined(__cplusplus) && __cplusplus >= 201703L
#define $P_CHECK [[nodiscard]]
#elif defined(__GNUC__)
#define $P_CHECK __attribute__((warn_unused_result))
#else
#define $P_CHECK
#endif

#ifdef __cplusplus
#define $P_BYTES_(n) static_cast<size_t>(n)
extern "C" {
#else
#define $P_BYTES_(n) ((size_t)(n))
#endif

typedef char $p_needs_floats_of_32_bits[sizeof(float) == 4 && sizeof(int32_t) == 4 ? 1 : -1];

)";

// status.def marks the prefix as texts for C programs do, with braces.
static std::string comment(std::string text) {
  for (const auto &[mark, name] : {std::pair("{p}", "$p"), {"{P}", "$P"}})
    for (size_t at; (at = text.find(mark)) != std::string::npos;)
      text.replace(at, 3, name);
  return text;
}

static void addStatus(std::string &lines, const std::string &name, int number, const std::string &note,
                      bool last) {
  std::string line = "  $P_" + (number == 0 ? name : "E_" + name);
  line.resize(std::max<size_t>(line.size(), 16), ' ');
  line += " = " + std::to_string(number) + (last ? "" : ",");
  if (!note.empty()) {
    line.resize(std::max<size_t>(line.size(), 23), ' ');
    line += " /* " + comment(note) + " */";
  }
  lines += line + "\n";
}

static std::string statuses() {
  std::string lines =
      ruler("status", "") +
      " */\n\nenum { /* the numbers are the same in every library that dlc builds; the C type is int */\n";
#define DUAL_STATUS(name, number, sentence, note)                                                            \
  addStatus(lines, #name, number, note, #name == std::string("INTERNAL"));
#include "runtime/core/status.def"
  return lines + "};\n";
}

static const char call[] = R"(
typedef struct $p_error {
  int32_t     status;        /* as returned */
  int32_t     text;          /* which sentence $p_error_text() makes */
  const char *function;      /* the function that failed; all strings are static */
  const char *source;        /* the line of the source that made the promise; null where none did */
  const char *subject;       /* the dim, argument or tensor in question */
  const char *object;        /* a second one, or null */
  int64_t     index;         /* its element or node, or -1 */
  int64_t     got;
  int64_t     want;
  int64_t     values[3];     /* the numbers in the message of a `fail` */
} $p_error;

/* How a call runs, and what went wrong. One per thread; may be reused. Make it with $P_CALL(arena, bytes), which is
 * $P_CALL(NULL, 0) for functions without an arena; then set what else is wanted. (In C, with the library as a Windows
 * DLL, not as the initialiser of a static variable: addresses in a DLL are no constants there.) */
typedef struct $p_call {
  const uint32_t *abi;       /* set by $P_CALL */
  void           *arena;
  size_t          arena_bytes;
  void           *user;      /* handed to the callbacks, which must return normally (no longjmp, no exception) */
  /* Null, or called now and then on the calling thread; nonzero stops the call with $P_E_CANCELLED. The outputs are
   * then unspecified; what a call changes is as before it. total is the function's first dim, the nodes of the value
   * that it goes down, or 100; done of them, about, are done: never fewer than before, 0 where that is unknown. */
  int           (*poll)(void *user, int64_t done, int64_t total);
  /* Null, or must run task(data, i) once for each i in 0..count-1, on any threads, in any order, and return when all are
   * done. count is at most `tasks`; calls are not nested. No function of this library calls it yet. */
  void          (*parallel_for)(void *user, int64_t count, void (*task)(void *data, int64_t i), void *data);
  int64_t         tasks;     /* how many may run at once; below 2, parallel_for is not used */
  $p_error    error;     /* cleared at the start of each call */
  uint64_t        cpu;       /* 0 at first; what the CPU can do, kept by the library */
} $p_call;

#define $P_CALL(arena, bytes) \
  { &$P_ABI_SYMBOL, (arena), (bytes), NULL, NULL, NULL, 0, \
    { 0, 0, NULL, NULL, NULL, NULL, -1, 0, 0, { 0, 0, 0 } }, 0 }

$P_API extern const uint32_t $P_ABI_SYMBOL;

/* Writes one sentence and its terminating 0 into text, cut to `bytes`; returns the length of the whole. As snprintf. */
$P_API size_t $p_error_text(const $p_error *e, char *text, size_t bytes);

/* A static sentence for a status alone; never null. */
$P_API const char *$p_status_text(int status);

/* What this library was built from, for bug reports. */
$P_API const char *$p_build(void);
)";

std::string headerText(const Interface &i) {
  std::string text =
      "/* $p.h: generated from " + i.source + " by " + i.generator + ". Do not edit; build it again.\n";
  text += usage(i) + promises;
  text += i.license.empty() ? " */\n" : " * SPDX-License-Identifier: " + i.license + "\n */\n";
  text = withPrefix(i, text) + guard(i) + withPrefix(i, platform) + withPrefix(i, statuses()) +
         withPrefix(i, call);
  for (const Structure &s : i.structures)
    text += "\n" + structureText(i, s);
  for (const Record &r : i.records)
    text += "\n" + recordText(i, r);
  for (const Enumeration &e : i.enumerations)
    text += "\n" + enumerationText(i, e);
  for (const Function &f : i.functions)
    text += "\n" + functionText(i, f);
  return text + "\n#ifdef __cplusplus\n}\n#endif\n#endif\n";
}

} // namespace dual::library
