"""What a member does with a prompt, or before it comes."""
