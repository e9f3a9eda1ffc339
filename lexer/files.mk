# lexer: file list
noinst_LIBRARIES += liblexer.a
liblexer_a_SOURCES = lexer/lexer.h lexer/private.h lexer/tokens.def lexer/tokens.h lexer/tokens.c \
    lexer/literal.c lexer/comment.c lexer/dump.c
nodist_liblexer_a_SOURCES = lexer/scanner.c
EXTRA_DIST += lexer/scanner.re
CLEANFILES += lexer/scanner.c
lexer/scanner.c: lexer/scanner.re
	@$(MKDIR_P) lexer
	$(AM_V_GEN)$(RE2C) -W --no-generation-date -o $@ $(srcdir)/lexer/scanner.re
