"""The command line as ``python -m convscope.cli``, which is how torchrun starts it."""

from convscope.cli import main

if __name__ == "__main__":
    main()
