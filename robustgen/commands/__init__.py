"""What each command of the command line does. Heavy modules are imported inside the commands that need them."""
