"""What only the container needs: its nginx, its supervisor, and how it is."""
