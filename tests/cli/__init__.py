"""The command line as scripts and people meet it: real processes, exit codes and output."""
