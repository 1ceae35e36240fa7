"""`python -m bench`. The processes in which is measured import this too, and nothing with it."""

if __name__ == "__main__":
    from bench.command import main

    main()
