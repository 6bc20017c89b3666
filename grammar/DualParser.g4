// The sentences of Dual. A comment above a rule is an example of it.
// The rules are shaped so that one or two words decide between alternatives: then a syntax error is found at its place.
parser grammar DualParser;
options { tokenVocab = DualLexer; }

// use nn: Dense      fn f(x: f32) -> f32 { x }      print("hello")
source: sep? (item (sep item)*)? sep? EOF;
// a newline, `;`, or several
sep: (NL | SEMI)+;
item: decl | useDecl | stmt;

// use optim, data      use zoo.resnet: ResNet20, head
useDecl: USE path (COLON name (COMMA name)* | (COMMA path)*);
// zoo.resnet
path: name (DOT name)*;
// h   out   sum
name: NAME | OUT | PARAM | STATE | NEXT | TEST | BY | REDUCE;

// ---- declarations

// @specialize(B: [1, 8]) export fn serve(x: f32[B]) -> f32[B] { x }
decl: (attr sep?)* (exported fnDecl | fnDecl | graphDecl | structDecl | enumDecl | typeDecl | constDecl | testDecl);
// @vjp(round_ste)
attr: AT name (LPAREN args? RPAREN)?;
// export      export(strided: x, y)
exported: EXPORT (LPAREN exportOption (COMMA exportOption)* RPAREN)?;
// strided: x, y is two of them: the second continues the first
exportOption: name (COLON name)?;
// fn dense(x: T[B, I], w: T[I, O]) -> T[B, O] where T: Float { x @ w }
fnDecl: FN name LPAREN params? RPAREN (ARROW result)? whereClause? block;
// -> f32      -> (loss: f32, acc: f32)
result: LPAREN namedResult (COMMA namedResult)* RPAREN | typeExpr;
// loss: f32
namedResult: name COLON typeExpr;
params: param (COMMA param)* COMMA?;
// var m: Net      axis: const int = 0      self
param: VAR? name (COLON CONST? typeExpr)? (ASSIGN expr)?;
// where T: Float, dim % heads == 0
whereClause: WHERE fact (COMMA fact)*;
fact: name COLON name | expr;

// graph Net(hidden: int = 32) where hidden > 0 { in x: f32[B, 64]; out y = x -> Dense(hidden) }
graphDecl: GRAPH name LPAREN params? RPAREN whereClause? graphBody;
graphBody: LBRACE sep? (graphStmt (sep graphStmt)*)? sep? RBRACE;
graphStmt: graphIn | graphOut | graphParam | graphNext | graphIf | graphIndexDef | graphNode | graphForeign;
// in x: f32[B, 64]
graphIn: IN name COLON typeExpr (ASSIGN expr)?;
// out logits      out cls = a, box = b
graphOut: OUT outItem (COMMA outItem)*;
outItem: name (ASSIGN expr)?;
// param w: f32[I, O] = 0.0      state mu: f32[C] = 0.0
graphParam: (PARAM | STATE) name COLON typeExpr ASSIGN expr;
// next mu = 0.9 * mu + 0.1 * m
graphNext: NEXT name ASSIGN expr;
// if train { m = mean(x) } else { m = mu }
graphIf: IF expr graphBody (ELSE IF expr graphBody)* (ELSE graphBody)?;
// deg[n: N] = sum[e if dst[e] == n](1.0)
graphIndexDef: name LBRACK binders RBRACK (COLON typeExpr)? ASSIGN expr;
// h = x -> Dense(32) -> relu      (a, b) = f(x)
graphNode: pattern (COLON typeExpr)? ASSIGN expr;
// let h = x: a statement of a fn. It is no part of a graph; taking it in here gives one clear message instead of many.
graphForeign: indexDef | letStmt | forStmt | whileStmt | returnStmt | breakStmt | continueStmt | assertStmt;

// struct Adam[M] { lr: f32 = 0.1; m: Grad[M]; fn step(var self, p: M) -> M { p } }
structDecl: STRUCT name typeParams? LBRACE fieldSep? (member (fieldSep member)*)? fieldSep? RBRACE;
// a comma, a newline, or both
fieldSep: COMMA sep? | sep;
member: fnDecl | field;
// lr: f32 = 1e-3
field: name COLON typeExpr (ASSIGN expr)?;
// enum Tree { Leaf(word: int), Node(left: Tree, right: Tree) }
enumDecl: ENUM name typeParams? LBRACE fieldSep? (variant (fieldSep variant)*)? fieldSep? RBRACE;
// Leaf(word: int)      None
variant: name (LPAREN params RPAREN)?;
// [H, W]
typeParams: LBRACK name (COMMA name)* RBRACK;
// type Image[H, W] = u8[H, W, 3]
typeDecl: TYPE name typeParams? ASSIGN typeExpr;
// const gamma: f32 = 2.2
constDecl: CONST name (COLON typeExpr)? ASSIGN expr;
// test "ones" { assert all(ones(3) == 1.0) }
testDecl: TEST string block;

// ---- statements

// { let y = x + 1.0; y * y }
block: LBRACE sep? (stmt (sep stmt)*)? sep? RBRACE;
stmt: indexDef | letStmt | forStmt | whileStmt | returnStmt | breakStmt | continueStmt | assertStmt | exprStmt;
// let y[b, o] = sum[i](x[b, i] * w[i, o])
indexDef: (LET | VAR) name LBRACK binders RBRACK (COLON typeExpr)? ASSIGN expr;
// let (l, g) = f(x)      var n: int = 0
letStmt: (LET | VAR) pattern (COLON typeExpr)? ASSIGN expr;
// for (x, y) in data.batches(d, 64) { step(x, y) }
forStmt: FOR pattern IN expr block;
// while n > 0 { n -= 1 }
whileStmt: WHILE expr block;
// return      return x
returnStmt: RETURN expr?;
breakStmt: BREAK;
continueStmt: CONTINUE;
// assert n < N, "full: {n}"
assertStmt: ASSERT expr (COMMA expr)?;
// print(x)      x[i] += 1.0      (a, b) = (b, a)
exprStmt: expr (assignOp expr)?;
assignOp: ASSIGN | PLUSEQ | MINUSEQ | STAREQ | SLASHEQ;

// w      _      -1      'a'      "yes"      Leaf(w)      tree.Node(l, r)      (a, b)
pattern: MINUS? (INT | FLOAT) | CHAR | TRUE | FALSE | string | path patternArgs? | patternArgs;
patternArgs: LPAREN pattern (COMMA pattern)* COMMA? RPAREN;
// i, j: n, s...
binders: binder (COMMA binder)*;
binder: name ELLIPSIS? (COLON expr)?;

// ---- types

// f32      f32[B, 64]      (A, B)      fn(A) -> B
typeExpr: namedType | tupleType | fnType;
namedType: path typeArgs?;
typeArgs: LBRACK typeArg (COMMA typeArg)* COMMA? RBRACK;
tupleType: LPAREN (typeExpr (COMMA typeExpr)*)? COMMA? RPAREN;
fnType: FN LPAREN (typeExpr (COMMA typeExpr)*)? RPAREN (ARROW typeExpr)?;
// B      2*N + 1      S...      ?      hidden: 32      f32[B]      optim.Sgd
typeArg: (name COLON)? (name ELLIPSIS | QUESTION | boxedType | dim);
// a type that cannot be taken for a dim
boxedType: path typeArgs | name (DOT name)+ | LPAREN typeExpr (COMMA typeExpr)+ RPAREN | LPAREN RPAREN | fnType;
// (H + 2*p - k)/s + 1
dim: dimTerm ((PLUS | MINUS) dimTerm)*;
dimTerm: dimFactor ((STAR | SLASH | PERCENT) dimFactor)*;
dimFactor: INT | TRUE | FALSE | name | MINUS dimFactor | LPAREN dim RPAREN;

// ---- expressions, from the weakest to the strongest

expr: lambda | pipe;
// x -> Dense(32) -> relu
pipe: orExpr (ARROW stage)*;
// relu      base.h      softmax(axis: 1)      (f(a))      repeat 2 { Block(32) }
stage: stageHead trailer*;
stageHead: name | group | repeatExpr;
// a or b
orExpr: andExpr (OR andExpr)*;
andExpr: notExpr (AND notExpr)*;
notExpr: NOT notExpr | compare;
// a == b; a second comparison is reported when the tree is built
compare: range (compareOp range)*;
compareOp: EQ | NE | LT | GT | LE | GE;
// 0..n      0..n by 2
range: additive (DOTDOT additive (BY additive)?)?;
// a + b - c
additive: term ((PLUS | MINUS) term)*;
// a * b / c % d @ e
term: unary ((STAR | SLASH | PERCENT | AT) unary)*;
// -x ** 2 is -(x ** 2)
unary: MINUS unary | power;
power: postfix (POW unary)?;
// m.h(x)[0]
postfix: primary trailer*;
trailer: DOT name | LPAREN args? RPAREN | LBRACK subscript (COMMA subscript)* COMMA? RBRACK pad?;
// x[i - 1] else 0.0
pad: ELSE (MINUS? (INT | FLOAT) | MINUS? name | TRUE | FALSE | group);
// x, axis: 1, var m, s...
args: arg (COMMA arg)* COMMA?;
arg: (name COLON)? VAR? expr ELLIPSIS?;
// i      a:b      :      ::2      ...      s...
subscript: ELLIPSIS | expr (ELLIPSIS | slice)? | slice;
slice: COLON expr? (COLON expr?)?;
primary: reduction | name | INT | FLOAT | TRUE | FALSE | CHAR | string | group | list | ifExpr | matchExpr | repeatExpr;
// (a + b)      (a, b)      ()
group: LPAREN (expr (COMMA expr)* COMMA?)? RPAREN;
// [1.0, 2.0]      [f(t) for t in trees if ok(t)]
list: LBRACK (expr (comprehension | (COMMA expr)* COMMA?))? RBRACK;
comprehension: FOR pattern IN expr (IF expr)?;
// sum[i, j: n if x[i] > 0.0](x[i] * y[j])
reduction: REDUCE LBRACK binders (IF expr)? RBRACK LPAREN expr RPAREN;
// fn(x: f32) => x * 2.0      fn(x) -> f32 { x }
lambda: FN LPAREN params? RPAREN (FAT expr | (ARROW typeExpr)? block);
// if a { 1 } else if b { 2 } else { 3 }
ifExpr: IF expr block (ELSE IF expr block)* (ELSE block)?;
// match t { Leaf(w) => w, Node(l, r) if deep => { f(l, r) } }
matchExpr: MATCH expr LBRACE fieldSep? (arm (fieldSep arm)*)? fieldSep? RBRACE;
arm: pattern (IF expr)? FAT (returnStmt | breakStmt | continueStmt | block | expr);
// repeat 2 { Block(32) }
repeatExpr: REPEAT expr block;
// "epoch {e}: {loss:8.3}"
string: QUOTE (STEXT | hole)* SCLOSE;
hole: SOPEN expr (COLON formatSpec)? RBRACE;
// 8      8.3      .3
formatSpec: INT | FLOAT | DOT INT;
