"""How the frames of films are drawn, a file for each maker that takes films."""
