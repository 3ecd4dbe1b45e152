"""What to change: policies made from requirements, proved before they are printed. Pure."""
