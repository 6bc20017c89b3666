// The command line of dlc: a verb, a file, options.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dual::tool {

struct Options {
  std::string verb;
  std::string file;               // "-" is standard input
  std::vector<std::string> files; // all of them, where a verb takes many
  std::vector<std::string> searchPath;
  std::string subject;              // summary, plot: a graph of the file, or empty
  std::optional<std::string> depth; // summary, plot: levels of children that are shown
  std::string emit;                 // a stage, or empty
  std::string report;               // "memory", or empty
  bool eager = false;
  bool syntaxOnly = false;
  bool checkOnly = false; // fmt
  std::string cpu = "native";
  std::string output, header, prefix;           // build; empty: made from the file's name
  std::vector<std::string> weights;             // build: `FILE` or `GRAPH=FILE`
  std::map<std::string, std::string> arguments; // of `main`, after the file
  std::string problem;                          // what is wrong with the command line; empty: nothing
  bool help = false;
  bool json = false; // errors as JSON
};

Options parseOptions(int argc, char **argv);
const char *usage();

} // namespace dual::tool
