"""What reading and writing files needs anywhere."""
