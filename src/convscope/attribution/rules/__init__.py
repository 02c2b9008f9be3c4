"""Backward rules of single methods: DeepLIFT's multipliers and layer-wise relevance propagation."""
