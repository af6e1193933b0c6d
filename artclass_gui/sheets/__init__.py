"""Contact sheets: pictures in columns on paper, as a PDF."""
