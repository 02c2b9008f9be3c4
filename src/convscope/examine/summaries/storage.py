"""A layer's summary as a Parquet file: a row a unit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from convscope.examine.summaries.class_sums import ClassSums
from convscope.examine.summaries.exemplars import Exemplars
from convscope.examine.summaries.layer_summary import LayerSummary
from convscope.examine.summaries.moments import Moments
from convscope.examine.summaries.quantiles import Quantiles
from convscope.examine.summaries.sample import Sample
from convscope.extras import extra

# In the file's metadata: what is one for all units.
_KEY = b"convscope"
_OF_UNITS = ("mean", "spread", "highest", "lowest", "active_places", "active_photos")
_OF_EXEMPLARS = ("photos", "values", "means", "places")


def write_summary(summary: LayerSummary, path: Path) -> None:
    """Write a summary."""
    pyarrow = extra("pyarrow", "examine")
    columns: dict[str, Any] = {name: getattr(summary.moments, name) for name in _OF_UNITS}
    for name, of_sign in (("strongest", summary.strongest), ("weakest", summary.weakest)):
        columns |= {f"{name}_{part}": _lists(getattr(of_sign, part)) for part in _OF_EXEMPLARS}
    columns["quantiles"] = pyarrow.array(summary.quantiles.to_bytes(), pyarrow.binary())
    if summary.classes.names:  # Parquet has no lists of length 0
        columns["class_sums"] = _lists(summary.classes.sums.T)
    columns["sample_drawn"] = _lists(summary.sample.drawn.T)
    columns["sample_highest"] = _lists(summary.sample.highest.T)
    shared = {
        "photos": summary.moments.photos,
        "places": summary.moments.places,
        "classes": summary.classes.names,
        "class_counts": summary.classes.counts.tolist(),
        "sample_size": summary.sample.size,
        "sample_photos": summary.sample.photos.tolist(),
        "sample_priorities": summary.sample.priorities.tolist(),
        "sample_labels": summary.sample.labels,
    }
    table = pyarrow.table(columns).replace_schema_metadata({_KEY: json.dumps(shared).encode()})
    # A dictionary of values that hardly ever come twice costs more time than all the rest.
    extra("pyarrow.parquet", "examine").write_table(table, path, compression="zstd", use_dictionary=False)


def read_summary(path: Path) -> LayerSummary:
    """The summary that `write_summary` wrote."""
    table = extra("pyarrow.parquet", "examine").read_table(path)
    shared = json.loads(table.schema.metadata[_KEY])
    of_units = {name: table[name].to_numpy() for name in _OF_UNITS}
    of_signs = {
        name: Exemplars(**{part: _matrix(table[f"{name}_{part}"]) for part in _OF_EXEMPLARS}, sign=sign)
        for name, sign in (("strongest", 1), ("weakest", -1))
    }
    return LayerSummary(
        **of_signs,
        moments=Moments(photos=shared["photos"], places=shared["places"], **of_units),
        quantiles=Quantiles.of_bytes(table["quantiles"].to_pylist()),
        classes=ClassSums(
            tuple(shared["classes"]),
            np.array(shared["class_counts"], np.int64),
            _matrix(table["class_sums"]).T if shared["classes"] else np.zeros((0, len(table))),
        ),
        sample=Sample(
            shared["sample_size"],
            np.array(shared["sample_photos"], np.int64),
            np.array(shared["sample_priorities"], np.uint64),
            tuple(shared["sample_labels"]),
            _matrix(table["sample_drawn"]).T,
            _matrix(table["sample_highest"]).T,
        ),
    )


def _lists(matrix: Any) -> Any:
    """A column of lists, one a row of a matrix (rows, length)."""
    pyarrow = extra("pyarrow", "examine")
    flat = pyarrow.array(np.ascontiguousarray(matrix).ravel())
    return pyarrow.FixedSizeListArray.from_arrays(flat, matrix.shape[1])


def _matrix(column: Any) -> Any:
    """The matrix that a column of lists holds."""
    joined = column.combine_chunks()
    length = joined.type.list_size
    return joined.flatten().to_numpy(zero_copy_only=False).reshape(len(joined), length)
