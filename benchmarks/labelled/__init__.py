"""The labelled set of our own: stories written for the tests, copies made of them, and noise that tells other news."""
