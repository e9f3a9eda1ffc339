# lexer: file list
