"""What is kept of a layer over many photos: each part can be merged, and none grows with the photos."""

from convscope.examine.summaries.layer_summary import LayerSummary, merged, summary_of

__all__ = ["LayerSummary", "merged", "summary_of"]
