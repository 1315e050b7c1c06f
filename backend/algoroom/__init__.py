"""AlgoRoom as a package: the server and the page lie in it as they do in the repository (docs/adr/0013)."""
