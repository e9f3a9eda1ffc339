# ir: file list
