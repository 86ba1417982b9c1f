"""The labelled set of our own (`records`), placed into stories (`placing`), and how well that was done (`measures`)."""
