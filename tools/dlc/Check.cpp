#include "frontend/syntax/dump.h"
#include "tools/dlc/Session.h"
#include "tools/dlc/Verbs.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>

namespace dual::tool {

static int checkFile(const Options &options) {
  Session session(options);
  if (options.syntaxOnly || options.emit == "ast") {
    auto tree = session.parseFile();
    if (tree && options.emit == "ast")
      llvm::outs() << dump(*tree);
    return tree ? 0 : 1;
  }
  if (!session.checkFile(Roots::all))
    return 1;
  if (options.emit == "grad" && !session.differentiate())
    return 1;
  if (options.emit == "dl" || options.emit == "grad")
    session.module().print(llvm::outs());
  return 0;
}

int checkVerb(const Options &options) {
  int code = 0;
  for (const std::string &file : options.files) {
    Options one = options;
    one.file = file;
    code = std::max(code, checkFile(one));
  }
  return code;
}

} // namespace dual::tool
