"""Reading documents: what they are, what is wrong with them, and what memos say."""
