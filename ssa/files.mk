# ssa: file list
