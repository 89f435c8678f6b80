"""A port that waits for a person: conflicts as work trees, state that survives a reboot, resolutions that are kept."""
