# runtime: file list
