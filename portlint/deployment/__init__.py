"""What the facts mean together: who runs, who listens, and what each reference reaches."""
