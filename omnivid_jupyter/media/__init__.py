"""Files: what they are, references, frames of a video, and the clip folder."""
