/* list: what seago list knows of a package. Private to cmd_list.c and template.c. */
#ifndef DRIVER_LIST_H
#define DRIVER_LIST_H

#include "driver/driver.h"

/* A field as go list names it. A value is one of: text, truth, list of texts, fields. */
typedef enum FieldKind { FIELD_TEXT, FIELD_BOOL, FIELD_LIST, FIELD_STRUCT } FieldKind;
typedef struct Field Field;
typedef VEC(Field) FieldVec;
struct Field {
    const char *name;
    FieldKind kind;
    const char *text;
    bool truth;
    Words list;
    FieldVec fields;
};

/* Appends what a text/template says of the fields: {{.A}}, {{.A.B}}, {{join .A "sep"}}, {{len .A}},
 * {{"text"}}, {{if .A}} {{else}} {{end}}, {{range .A}} {{.}} {{end}}. Anything else is fatal. */
void template_execute(const char *text, const FieldVec *fields, Buf *out);

#endif
