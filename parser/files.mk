# parser: file list
