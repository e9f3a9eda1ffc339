# tests: file list
