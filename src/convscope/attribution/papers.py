"""The papers behind methods and metrics, as BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

# By arXiv number or DOI, as the sources name them.
TITLES: Mapping[str, str] = {
    "10.1016/j.cor.2008.04.004": "Polynomial calculation of the Shapley value based on sampling",
    "10.1109/IPTA50016.2020.9286629": "Features Understanding in 3D CNNs for Actions Recognition in Video",
    "10.1109/TIP.2021.3089943": "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization",
    "10.1109/WACV45572.2020.9093360": "Ablation-CAM: Visual Explanations for Deep Convolutional Network via "
    "Gradient-free Localization",
    "10.1371/journal.pone.0130140": "On Pixel-Wise Explanations for Non-Linear Classifier Decisions by Layer-Wise "
    "Relevance Propagation",
    "1311.2901": "Visualizing and Understanding Convolutional Networks",
    "1312.6034": "Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps",
    "1412.6806": "Striving for Simplicity: The All Convolutional Net",
    "1512.04150": "Learning Deep Features for Discriminative Localization",
    "1602.04938": "``Why Should I Trust You?'': Explaining the Predictions of Any Classifier",
    "1605.01713": "Not Just a Black Box: Learning Important Features Through Propagating Activation Differences",
    "1608.00507": "Top-down Neural Attention by Excitation Backprop",
    "1610.02391": "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
    "1703.01365": "Axiomatic Attribution for Deep Networks",
    "1704.02685": "Learning Important Features Through Propagating Activation Differences",
    "1704.03296": "Interpretable Explanations of Black Boxes by Meaningful Perturbation",
    "1705.07874": "A Unified Approach to Interpreting Model Predictions",
    "1706.03825": "SmoothGrad: removing noise by adding noise",
    "1710.11063": "Grad-CAM++: Generalized Gradient-based Visual Explanations for Deep Convolutional Networks",
    "1806.07421": "RISE: Randomized Input Sampling for Explanation of Black-box Models",
    "1806.10758": "A Benchmark for Interpretability Methods in Deep Neural Networks",
    "1810.03292": "Sanity Checks for Saliency Maps",
    "1810.03307": "Local Explanation Methods for Deep Neural Networks Lack Sensitivity to Parameter Values",
    "1810.06583": "Concise Explanations of Neural Networks using Adversarial Training",
    "1901.09392": "On the (In)fidelity and Sensitivity of Explanations",
    "1905.00780": "Full-Gradient Representation for Neural Network Visualization",
    "1906.10670": "Improving performance of deep learning models with axiomatic attribution priors and expected "
    "gradients",
    "1908.01224": "Smooth Grad-CAM++: An Enhanced Inference Level Visualization Technique for Deep Convolutional "
    "Neural Network Models",
    "1910.01279": "Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks",
    "1912.09818": "When Explanations Lie: Why Many Modified BP Attributions Fail",
    "2004.03383": "Attribution in Scale and Space",
    "2005.00631": "Evaluating and Aggregating Feature-based Model Explanations",
    "2008.00299": "Eigen-CAM: Class Activation Map using Principal Components",
    "2008.02312": "Axiom-based Grad-CAM: Towards Accurate Visualization and Explanation of CNNs",
    "2011.08891": "Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional neural networks",
    "2202.00449": "A Consistent and Efficient Evaluation Strategy for Attribution Methods",
    "2301.07002": "Opti-CAM: Optimizing saliency maps for interpretability",
    "2501.11309": "Finer-CAM: Spotting the Difference Reveals Finer Details for Visual Explanation",
}
_SOURCE = re.compile(r"(?P<authors>.+?) (?P<year>\d{4}), (?P<kind>arXiv|doi):(?P<number>\S+)")


def bibtex(sources: Iterable[str]) -> str:
    """BibTeX of sources, each once: ``Zeiler and Fergus 2014, arXiv:1311.2901``.

    A source of another form, or one whose title is not known, is an entry with what it says.
    """
    return "\n".join(_entry(source) for source in dict.fromkeys(sources))


def _entry(source: str) -> str:
    found = _SOURCE.fullmatch(source)
    if found is None:
        return f"@misc{{{_key(source)},\n  note = {{{source}}},\n}}\n"
    authors, year, kind, number = found.group("authors", "year", "kind", "number")
    names = re.split(r", | and ", authors.replace(" et al.", ", others"))
    fields = {
        "author": " and ".join(names),
        "title": f"{{{TITLES[number]}}}" if number in TITLES else "",
        "year": year,
    }
    fields |= {"doi": number} if kind == "doi" else {"eprint": number, "archiveprefix": "arXiv"}
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(names[0])}{year}{_key(number)[-5:]},", *lines, "}\n"])


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())[:40]
