"""Where the organiser says yes first: who asks takes no seat until somebody says yes."""
