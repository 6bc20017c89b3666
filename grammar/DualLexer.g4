// The words of Dual. A comment beside a rule is an example of it.
// Newlines: every one is a token here; which of them end a statement is decided in frontend/parse/layout.cpp.
lexer grammar DualLexer;
options { superClass = DualLexerBase; }

@lexer::postinclude {
#include "grammar/DualLexerBase.h"
}

// Reserved: never a name.
FN: 'fn'; GRAPH: 'graph'; STRUCT: 'struct'; ENUM: 'enum'; TYPE: 'type'; CONST: 'const'; USE: 'use'; EXPORT: 'export';
LET: 'let'; VAR: 'var'; IF: 'if'; ELSE: 'else'; FOR: 'for'; IN: 'in'; WHILE: 'while'; MATCH: 'match';
RETURN: 'return'; BREAK: 'break'; CONTINUE: 'continue'; TRUE: 'true'; FALSE: 'false';
AND: 'and'; OR: 'or'; NOT: 'not'; WHERE: 'where'; REPEAT: 'repeat'; ASSERT: 'assert';

// Contextual: words with a meaning in one place, names everywhere else.
OUT: 'out'; PARAM: 'param'; STATE: 'state'; NEXT: 'next'; TEST: 'test'; BY: 'by';
REDUCE: 'sum' | 'prod' | 'max' | 'min' | 'mean' | 'any' | 'all' | 'argmax' | 'argmin';

NAME: [a-zA-Z_] [a-zA-Z0-9_]*;                      // x   Dense   _private
FLOAT: DIGITS '.' DIGITS EXP? | DIGITS EXP;         // 1.0   1_000.5   1e-3
INT: '0x' [0-9a-fA-F_]+ | DIGITS;                   // 42   1_000   0xff
BADNUMBER: [0-9] [a-zA-Z0-9_]* | DIGITS '.' [0-9] [a-zA-Z0-9_]*; // 12abc   1.5f: one word for one message
fragment DIGITS: [0-9] [0-9_]*;
fragment EXP: [eE] [+-]? [0-9]+;

ELLIPSIS: '...'; DOTDOT: '..'; DOT: '.'; ARROW: '->'; FAT: '=>';
EQ: '=='; NE: '!='; LE: '<='; GE: '>='; LT: '<'; GT: '>';
PLUSEQ: '+='; MINUSEQ: '-='; STAREQ: '*='; SLASHEQ: '/='; ASSIGN: '=';
PLUS: '+'; MINUS: '-'; POW: '**'; STAR: '*'; SLASH: '/'; PERCENT: '%'; AT: '@';
COMMA: ','; COLON: ':'; SEMI: ';'; QUESTION: '?';
LPAREN: '('; RPAREN: ')'; LBRACK: '['; RBRACK: ']';
LBRACE: '{' { openBrace(); };
RBRACE: '}' { closeBrace(); };                      // also the end of a hole in a string

CHAR: '\'' (~['\\\r\n] | '\\' ~[\r\n])+ '\'';       // 'a'   '\n'   that it is one character is checked later
QUOTE: '"' -> pushMode(STR);                        // "text {e} {e:8.3}"
DOC: '///' ~[\r\n]*;                                // /// documents the next declaration
COMMENT: '//' ~[\r\n]*;                             // // a remark
NL: '\r'? '\n' { endLine(); };
WS: ([ \t] | '\u00EF\u00BB\u00BF')+ -> skip;        // the second is a byte order mark
ERR: .;                                             // any other byte

mode STR;
STEXT: (~["\\{\r\n] | '\\' ~[\r\n])+;               // text \{ \n
SOPEN: '{' { openHole(); } -> pushMode(DEFAULT_MODE); // {e}: a hole
SCLOSE: '"' -> popMode;
SUNCLOSED: '\r'? '\n' { abandonStrings(); };        // a string ends on its line
SERR: .;
