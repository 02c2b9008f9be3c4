"""What the visualization of units consists of: settings, subjects, finished pictures, photos beside them."""
