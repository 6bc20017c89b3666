#include "tools/dlc/DocPage.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::tool {

namespace {

constexpr char style[] = R"(
body { max-width: 52em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 sans-serif; color: #222; background: #fff }
pre, code { font: 14px/1.5 monospace } pre { background: #f5f5f2; padding: .6em .8em; overflow-x: auto }
h2 { margin: 2em 0 .3em; font: bold 17px monospace } dt { margin-top: .5em } dd { margin-left: 1.5em }
a { color: #0645ad; text-decoration: none } a:hover { text-decoration: underline } .kind { color: #777; font-weight: normal }
)";

std::string escaped(llvm::StringRef text) {
  std::string result;
  for (char c : text)
    result += c == '<'   ? "&lt;"
              : c == '>' ? "&gt;"
              : c == '&' ? "&amp;"
              : c == '"' ? "&quot;"
                         : std::string(1, c);
  return result;
}

std::string page(const std::string &title, const std::string &body) {
  return fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>{0}</title>\n"
                     "<style>{1}</style></head><body>\n{2}</body></html>\n",
                     escaped(title), style, body);
}

// Code in backticks; an empty line begins a paragraph.
std::string prose(llvm::StringRef doc) {
  llvm::SmallVector<llvm::StringRef> paragraphs;
  doc.split(paragraphs, "\n\n");
  std::string result;
  for (llvm::StringRef paragraph : paragraphs) {
    llvm::SmallVector<llvm::StringRef> pieces;
    paragraph.split(pieces, '`');
    result += "<p>";
    for (size_t k = 0; k < pieces.size(); ++k)
      result += k % 2 ? "<code>" + escaped(pieces[k]) + "</code>" : escaped(pieces[k]);
    result += "</p>\n";
  }
  return doc.empty() ? "" : result;
}

const char *kindOf(const Decl &decl) {
  switch (decl.kind) {
  case DeclKind::Fn:
    return decl.exported ? "exported function" : "function";
  case DeclKind::Graph:
    return "graph";
  case DeclKind::Struct:
    return "struct";
  case DeclKind::Enum:
    return "enum";
  case DeclKind::TypeAlias:
    return "type";
  case DeclKind::Const:
    return "constant";
  case DeclKind::Test:
    break;
  }
  return "test";
}

class Page {
public:
  Page(const DocModule &module, const DocLinks &links, const SourceManager &sources)
      : module(module), links(links), sources(sources) {}

  std::string write() {
    out = fmt::format("<p><a href=\"index.html\">all modules</a></p>\n<h1>module {}</h1>\n{}", module.name,
                      prose(summaryOf(module, sources)));
    for (const DeclPtr &decl : module.syntax->decls)
      if (isDocumented(*decl))
        declaration(*decl);
    return page(module.name, out);
  }

private:
  void declaration(const Decl &decl) {
    out += fmt::format("<h2 id=\"{0}\">{0} <span class=\"kind\">{1}</span></h2>\n<pre>{2}</pre>\n{3}",
                       decl.name.text, kindOf(decl), linked(signature(decl)), prose(decl.doc));
    if (auto *graph = decl.as<GraphDecl>())
      nodes(*graph);
    if (auto *structure = decl.as<StructDecl>())
      members(*structure);
    if (auto *choice = decl.as<EnumDecl>())
      variants(*choice);
  }

  // The text up to the body, on one line where the source has several.
  std::string signature(const Decl &decl) const {
    SourceRange range = decl.range;
    if (auto *fn = decl.as<FnDecl>())
      range.end = fn->body->range.begin;
    else if (auto *graph = decl.as<GraphDecl>())
      range.end = graph->body.range.begin;
    else if (decl.is<StructDecl>() || decl.is<EnumDecl>())
      range.end = range.begin + static_cast<uint32_t>(sources.text(range).find('{'));
    return oneLine(range);
  }

  std::string oneLine(SourceRange range) const {
    llvm::SmallVector<llvm::StringRef> words;
    llvm::SplitString(llvm::StringRef(sources.text(range)), words, " \t\r\n");
    return llvm::join(words, " ");
  }

  void begin() { out += "<dl>\n"; }
  void end() { out += "</dl>\n"; }
  void item(const std::string &code, const std::string &doc) {
    out += fmt::format("<dt><code>{}</code></dt><dd>{}</dd>\n", linked(code), prose(doc));
  }

  // Inputs, parameters, states and outputs; the other nodes are its own affair.
  void nodes(const GraphDecl &graph) {
    begin();
    for (const GraphStmtPtr &stmt : graph.body.stmts) {
      if (auto *input = stmt->as<InStmt>())
        item(oneLine(input->range), input->doc);
      else if (auto *param = stmt->as<ParamStmt>())
        item(fmt::format("{} {}: {}", param->isState ? "state" : "param", param->name.text,
                         oneLine(param->type->range)),
             param->doc);
      else if (auto *output = stmt->as<OutStmt>())
        for (const OutItem &each : output->items)
          item("out " + each.name.text, output->doc);
    }
    end();
  }

  void members(const StructDecl &decl) {
    begin();
    for (const Field &field : decl.fields)
      item(oneLine(field.range), field.doc);
    for (auto &method : decl.methods)
      if (method->name.text[0] != '_')
        item(signature(*method), method->doc);
    end();
  }

  void variants(const EnumDecl &decl) {
    begin();
    for (const Variant &variant : decl.variants)
      item(oneLine(variant.range), variant.doc);
    end();
  }

  // Names that have a place of their own lead there: this module's, and those that it uses.
  std::string linked(llvm::StringRef code) const {
    std::string result;
    while (!code.empty()) {
      llvm::StringRef word = code.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
      std::string target = word.empty() ? "" : targetOf(word.str());
      llvm::StringRef taken = word.empty() ? code.take_front() : word;
      result += target.empty() ? escaped(taken) : fmt::format("<a href=\"{}\">{}</a>", target, taken.str());
      code = code.drop_front(taken.size());
    }
    return result;
  }

  std::string targetOf(const std::string &name) const {
    if (auto own = links.find({module.name, name}); own != links.end())
      return own->second;
    for (const Use &use : module.syntax->uses)
      for (const Ident &used : use.names)
        if (auto found = links.find({use.path.last().text, name}); used.text == name && found != links.end())
          return found->second;
    return {};
  }

  const DocModule &module;
  const DocLinks &links;
  const SourceManager &sources;
  std::string out;
};

} // namespace

bool isDocumented(const Decl &decl) {
  return !decl.is<TestDecl>() && decl.name.text[0] != '_' && decl.name.text != "main";
}

DocLinks linksOf(const std::vector<DocModule> &modules) {
  DocLinks links;
  for (const DocModule &module : modules)
    for (const DeclPtr &decl : module.syntax->decls)
      if (isDocumented(*decl))
        links[{module.name, decl->name.text}] = fmt::format("{}.html#{}", module.name, decl->name.text);
  return links;
}

std::string summaryOf(const DocModule &module, const SourceManager &sources) {
  llvm::StringRef text(sources.file(module.syntax->file).text());
  std::string summary;
  while (text.starts_with("//") && !text.starts_with("///")) {
    auto [line, rest] = text.split('\n');
    summary += (summary.empty() ? "" : "\n") + line.drop_front(2).trim().str();
    text = rest;
  }
  return summary;
}

std::string docPage(const DocModule &module, const DocLinks &links, const SourceManager &sources) {
  return Page(module, links, sources).write();
}

std::string docIndex(const std::vector<DocModule> &modules, const SourceManager &sources) {
  std::string body = "<h1>Modules</h1>\n<dl>\n";
  for (const DocModule &module : modules) {
    body += fmt::format("<dt><a href=\"{0}.html\"><code>{0}</code></a></dt><dd>{1}", module.name,
                        prose(summaryOf(module, sources)));
    std::string names;
    for (const DeclPtr &decl : module.syntax->decls)
      if (isDocumented(*decl))
        names += fmt::format("{0}<a href=\"{1}.html#{2}\"><code>{2}</code></a>", names.empty() ? "" : ", ",
                             module.name, decl->name.text);
    body += names + "</dd>\n";
  }
  return page("Modules", body + "</dl>\n");
}

} // namespace dual::tool
