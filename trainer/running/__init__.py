"""Jobs as processes: started, watched, steered, queued, and the computer kept awake for them. Light."""
