# driver: file list
