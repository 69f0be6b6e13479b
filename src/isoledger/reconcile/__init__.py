"""Does the venue agree, by how much not, since when, why, and what to do."""
