"""The text of everything that puts the check in front of a ship. Pure: files are written in cli/."""
