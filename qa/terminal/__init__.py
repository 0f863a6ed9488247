"""What the terminal does besides showing text: its keys, its clipboard, its pager, a spinner."""
