"""The command line of whoever runs a server: `algoroom` where the wheel is installed, else `python -m app.commands`."""
