"""`python -m bot`: the same as `unstuck`."""

from adapters.cli.main import app

if __name__ == "__main__":
    app()
