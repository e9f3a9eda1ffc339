# types: file list
