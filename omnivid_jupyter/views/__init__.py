"""How things look: the player, comparisons, the live card, the table of the history."""
