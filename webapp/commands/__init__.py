"""What the commands of `rongcuo` do: a module for each area, a function for each command.

A function takes the parsed arguments and returns the exit code; what is refused it raises as a `RongcuoError`. Which
words and options there are stands in `webapp.command_line`, which function runs them in `webapp.cli`, which loads the
command's own module only: `rongcuo feel` need not wait for the web server.
"""
