"""Texts in classes: read from a table, and checked."""

from convscope.datasets.texts.opening_texts import open_texts
from convscope.datasets.texts.text_batches import TextBatches
from convscope.datasets.texts.text_examination import TextExamination, examine_texts
from convscope.datasets.texts.text_source import TextSource, text_of

__all__ = ["TextBatches", "TextExamination", "TextSource", "examine_texts", "open_texts", "text_of"]
