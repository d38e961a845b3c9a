"""What was made and what it cost, for people: history, costs, the list of clips, facts, traces, the doctor."""
