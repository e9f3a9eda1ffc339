# backend: file list
