"""Find the channels that a class needs: switch each off and compute only what comes after it."""

import torch
from skimage.data import chelsea

import convscope
from convscope.graph import evaluate

network = convscope.open_network("efficientnet-lite0")
graph = network.graph()
layer = graph.find("blocks.6")
beside = graph.frontier([layer], [graph.output])  # what stands on skip connections around the layer
tiger_cat = network.labels.find("tiger cat")

with torch.no_grad():
    known = evaluate(graph, {graph.input: network.prepare(chelsea())}, [layer, *beside, graph.output])
    score = known.pop(graph.output)[0, tiger_cat]

    # One copy of the layer for each channel, with that channel zero; a value beside it stands for all copies.
    channels = known[layer].shape[1]
    copies = known[layer].repeat(channels, 1, 1, 1)
    copies[range(channels), range(channels)] = 0
    scores = evaluate(graph, {**known, layer: copies}, [graph.output])[graph.output][:, tiger_cat]

falls, strongest = (score - scores).topk(5)
for fall, channel in zip(falls.tolist(), strongest.tolist(), strict=True):
    print(f"{layer.address}:{channel}  the score falls from {score:.2f} by {fall:.2f}")
