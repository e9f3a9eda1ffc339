# base: file list
