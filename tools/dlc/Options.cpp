#include "tools/dlc/Options.h"
#include "lowering/library/names.h"

#include <algorithm>

namespace dual::tool {

const char *usage() {
  return R"(dlc: the compiler of Dual

  dlc run FILE [--NAME VALUE ...]    run a program: `main`, with its parameters, or the file's statements
  dlc build FILE [-o OUTPUT]         compile its exported functions to a library with a C header, or its `main` to a program
  dlc check FILE...                  only check them
  dlc test [FILE|FOLDER|NAME ...]    run the `test` blocks of files, or those with NAME in their titles; `dlc test --help`
  dlc doc [FILE...] --out FOLDER     API pages of files, or of the standard library; `dlc doc --help`
  dlc fmt FILE...                    lay the files out as all Dual source is, in place; standard input to standard output
  dlc repl [FILE]                    statements as they are typed, after those of the file; `:help` there says more;
                                     from a pipe: exit code 1 if one of them failed
  dlc summary FILE [GRAPH] [--NAME VALUE ...]
                                     what a graph consists of: shapes, parameters, floating-point operations (a multiply-add
                                     counts two) and bytes, as formulas of the sizes that no --NAME gives
  dlc plot FILE [GRAPH] [--NAME VALUE ...] -o OUTPUT
                                     the graph as a picture, children as boxes: .svg or .png by Graphviz, or .dot
  dlc explain CODE                   say more about an error, such as E0301
  dlc --version

FILE may be - for standard input.

  --eager               run, test: interpret operation by operation instead of compiling
  --emit STAGE          print the program after a stage, instead of running it: ast, dl, grad
                        (compiled: linalg, bufferized, llvm, asm)
  --report WHAT         run, build: only say something of the program. memory: how many kernels each exported function is and
                        what scratch it needs; versions: which `@specialize` has made; nodes: of each graph, which nodes
                        run when its outputs, or one node, are asked for, and which are left out
  --check               fmt: change nothing, but list the files that would change; exit code 1 if there are any
  --syntax-only         check: stop after the parser
  --cpu NAME            native (the default), x86-64-v3, x86-64-v4, x86-64
  -o OUTPUT             build: a library (.a, .so, .o) or a program (no ending); without it lib<FILE>.a and <FILE>.h if the
                        file exports functions, else the program <FILE>
  --header FILE         build: the C header
  --depth N             before FILE; summary, plot: how many levels of child graphs to open (summary: 0, plot: all)
  --weights FILE        build: a safetensors file whose values the library holds; GRAPH=FILE where there are several graphs
  --prefix NAME         build: what the names of the library begin with, instead of the file's name, in
                        which `_` stands for what C does not allow
  -I FOLDER             where `use` looks for modules, after the file's own folder
  --diagnostics=json    errors on standard error as JSON, one object a line: severity, code, message, file, range (begin and end,
                        each line and column from 1 in characters, the end after the last), notes (message, file, range),
                        help; what does not apply is null
  --help
)";
}

static bool takesMany(const Options &options) {
  return options.verb == "fmt" || options.verb == "test" || options.verb == "check" || options.verb == "doc";
}

static bool inspects(const Options &options) { return options.verb == "summary" || options.verb == "plot"; }

static void setDiagnostics(Options &options, const std::string &word) {
  options.json = word == "--diagnostics=json";
  if (!options.json && word != "--diagnostics=text")
    options.problem = "`" + word + "` is neither `--diagnostics=text` nor `--diagnostics=json`";
}

static void setPrefix(Options &options, const std::string &prefix) {
  options.prefix = prefix;
  if (options.problem.empty() && (prefix.empty() || prefix != library::identifier(prefix)))
    options.problem = "`" + prefix +
                      "` cannot be a prefix: names in C begin with it, so it is letters, digits and `_`, and "
                      "does not begin with a digit";
}

// Options before the file are dlc's, and those of its own that stand after it; the rest are `main`'s.
Options parseOptions(int argc, char **argv) {
  Options options;
  std::vector<std::string> words(argv + 1, argv + argc);
  for (size_t k = 0; k < words.size(); ++k) {
    const std::string &word = words[k];
    auto value = [&]() -> std::string {
      if (k + 1 < words.size())
        return words[++k];
      options.problem = "`" + word + "` needs a value";
      return "";
    };
    if (word == "--help" || word == "-h")
      options.help = true;
    else if (word == "--version" && options.verb.empty())
      options.verb = word;
    else if (word == "--eager")
      options.eager = true;
    else if (word == "--syntax-only")
      options.syntaxOnly = true;
    else if (word.rfind("--diagnostics=", 0) == 0)
      setDiagnostics(options, word);
    else if (word == "--depth" && inspects(options) && options.file.empty())
      options.depth = value();
    else if (word == "--emit")
      options.emit = value();
    else if (word == "--report") {
      options.report = value();
      if (options.problem.empty() && options.report != "memory" && options.report != "versions" &&
          options.report != "nodes")
        options.problem =
            "there is no report `" + options.report + "`; there are `memory`, `versions` and `nodes`";
    } else if (word == "--cpu")
      options.cpu = value();
    else if (word == "--out" && options.verb == "doc")
      options.output = value();
    else if (word == "--check" && (options.verb == "fmt" || options.verb == "doc"))
      options.checkOnly = true;
    else if (word == "-o")
      options.output = value();
    else if (word == "--header" && options.verb == "build")
      options.header = value();
    else if (word == "--weights" && options.verb == "build")
      options.weights.push_back(value());
    else if (word == "--prefix" && options.verb == "build")
      setPrefix(options, value());
    else if (word == "-I")
      options.searchPath.push_back(value());
    else if (word.rfind("--", 0) == 0 && word.size() > 2 && !options.file.empty()) {
      std::string name = word.substr(2);
      options.arguments[name] = value();
    } else if (word.size() > 1 && word[0] == '-')
      options.problem = "there is no option `" + word + "`";
    else if (options.verb.empty())
      options.verb = word;
    else if (options.file.empty() || takesMany(options))
      options.files.push_back(options.file = word);
    else if (inspects(options) && options.subject.empty())
      options.subject = word;
    else
      options.problem = "`" + word + "` is one argument too many";
  }
  return options;
}

} // namespace dual::tool
