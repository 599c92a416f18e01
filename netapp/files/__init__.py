"""Files that people send: what one is, where its content lies, and until when.

A file is a row and a content. The row belongs to whoever asked for it (a company's logo), and that owner's query says
who may open the bytes; the content lies beside the database, named by its digest, and goes when no row names it.
What a file is, is judged by its content alone (X3).
"""
