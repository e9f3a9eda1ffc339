/* template: Go's text/template, for -f. */
#ifndef DRIVER_TEMPLATE_H
#define DRIVER_TEMPLATE_H

#include "driver/driver.h"

/* A value as a template sees it. VALUE_NIL is a pointer to nothing; structs and maps are fields by
 * name, a map's all of text. */
typedef enum ValueKind {
    VALUE_NIL,
    VALUE_TEXT,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_FLOAT,
    VALUE_LIST,
    VALUE_STRUCT,
    VALUE_MAP
} ValueKind;
typedef struct Value Value;
typedef struct Field Field;
typedef VEC(Value) ValueVec;
typedef VEC(Field) FieldVec;
struct Value {
    ValueKind kind;
    const char *text;
    bool truth;
    int64_t number;
    double real;
    ValueVec items;   /* of a list */
    FieldVec fields;  /* of a struct or map */
    const char *type; /* Go's name of it, for messages; NULL: the kind's */
    const char *shown; /* what its String method says; NULL: it has none */
    /* Fields that Go's value has and this one has not, up to NULL; NULL: none. */
    const char *const *unknown;
};
struct Field {
    const char *name;
    Value value;
};

Value value_text(const char *s); /* NULL: "" */
Value value_bool(bool truth);
Value value_int(int64_t n);
Value value_list(const Words *w);
bool value_is_true(const Value *v); /* by text/template's rule for if */
const char *value_type(const Value *v);

/* ---- template_parse.c ---- */

typedef struct TmplPipe TmplPipe;
typedef struct TmplNode TmplNode;
typedef VEC(TmplNode *) TmplList;

/* An operand of a command with the fields that follow it: .A.B, $x.A, (pipeline).A, a constant, a
 * function's name. */
typedef enum TmplOperandKind {
    OPERAND_DOT,
    OPERAND_VARIABLE,
    OPERAND_PIPE,
    OPERAND_CONST,
    OPERAND_NIL,
    OPERAND_FUNC
} TmplOperandKind;
typedef struct TmplOperand {
    TmplOperandKind kind;
    const char *at, *end; /* its text in the template */
    const char *name;     /* of the variable, with the $, or the function */
    Words chain;          /* names of fields */
    TmplPipe *pipe;
    Value constant;
} TmplOperand;
typedef VEC(TmplOperand) TmplCommand;
struct TmplPipe {
    const char *names[2]; /* variables set, with the $; NULL: none */
    bool assigns;         /* = instead of := */
    VEC(TmplCommand) commands;
};
typedef enum TmplNodeKind {
    TMPL_TEXT,
    TMPL_ACTION,
    TMPL_IF,
    TMPL_RANGE,
    TMPL_WITH,
    TMPL_TEMPLATE,
    TMPL_BREAK,
    TMPL_CONTINUE
} TmplNodeKind;
struct TmplNode {
    TmplNodeKind kind;
    const char *at;
    const char *text; /* TMPL_TEXT: what to print; TMPL_TEMPLATE: its name */
    size_t len;
    TmplPipe *pipe; /* NULL: {{template}} without data */
    TmplList body, otherwise;
};
typedef struct TmplDefinition {
    const char *name;
    TmplList body;
} TmplDefinition;
typedef struct Template {
    const char *source;
    TmplList body;
    VEC(TmplDefinition) definitions;
} Template;

/* A template of that text; errors end the process with text/template's words. In perm. */
Template *template_parse(const char *source);

/* ---- template_func.c ---- */

typedef struct TmplCall {
    ValueVec args;
    const char *error; /* what the function found wrong; NULL: nothing */
    uint32_t bad_arg;  /* the argument that it is about, from 1; 0: the call */
} TmplCall;
/* The functions of text/template and go list, but for and, or, which look at few of their
 * arguments. */
typedef Value TmplFunc(TmplCall *c);
TmplFunc *template_function(const char *name); /* NULL: there is none */
void template_print(Buf *out, const Value *v); /* as fmt.Print */

/* ---- template_exec.c ---- */

/* Appends what the template says of the data; errors end the process with text/template's words. */
void template_execute(const Template *t, const Value *data, Buf *out);

#endif
