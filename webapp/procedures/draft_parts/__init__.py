"""What a designer does with the parts of a draft outside the editors: English texts, whole files, papers, list items."""
