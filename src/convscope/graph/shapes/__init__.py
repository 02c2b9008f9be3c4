"""What a graph says without computing a number: shapes, costs, receptive fields, stages, heads."""
