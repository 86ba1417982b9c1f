"""What the ordeals of deliveries share: the real daemon in a process to be killed, and receivers that behave badly."""
