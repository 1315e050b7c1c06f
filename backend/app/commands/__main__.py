"""`python -m app.commands`."""

from app.commands.line import main

if __name__ == "__main__":
    main()
