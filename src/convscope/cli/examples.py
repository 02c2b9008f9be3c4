"""What the help of each command shows as examples, by the command."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "look": (
        "convscope look",
        "convscope look cat.jpg dog.jpg --methods grad-cam,saliency --metrics road,sparseness",
        "convscope look holiday --network run:cats --out holiday-reports",
    ),
    "serve": (
        "convscope serve",
        "convscope serve cat.jpg holiday --network resnet50 --weights default",
        "convscope serve photos --port 0 --no-browser",
    ),
    "publish": (
        "convscope publish",
        "convscope publish cat.jpg dog.jpg --network resnet50 --weights default --out site/microscope",
        'convscope publish digit.png --network run:digits --unit "conv1:3" --places 100 --method saliency',
    ),
    "explain": (
        "convscope explain cat.jpg",
        'convscope explain cat.jpg --target "class:tabby - class:tiger cat" --method integrated-gradients',
        "convscope explain photos --out maps --network resnet50 --weights default --layer layer3",
    ),
    "compare": (
        "convscope compare cat.jpg",
        "convscope compare photos --methods grad-cam,saliency,rise --sample 20",
        "convscope compare photos --regions masks --metrics energy-pointing-game,iou",
    ),
    "methods": (
        "convscope methods",
        "convscope methods grad-cam rise",
        "convscope methods grad-cam rise --bibtex",
    ),
    "metrics": (
        "convscope metrics",
        "convscope metrics deletion",
        "convscope metrics --bibtex",
    ),
    "networks": (
        "convscope networks",
        "convscope networks --search resnet",
        "convscope networks 'timm/*lite*'",
    ),
    "layers": (
        "convscope layers",
        "convscope layers --network resnet50",
        'convscope layers --network "input 1x28x28 -> conv 32 3x3 -> relu -> maxpool 2"',
    ),
    "draw": (
        "convscope draw",
        "convscope draw --network resnet50 --out resnet50.svg",
        'convscope draw --network "input 1x28x28 -> conv 32 3x3 -> relu -> maxpool 2"',
    ),
    "trace": (
        "convscope trace cat.jpg blocks.0:3@56,56",
        "convscope trace cat.jpg class:tabby",
        "convscope trace cat.jpg blocks.1:12@7,7 --picture step.svg",
    ),
    "edit": (
        "convscope edit cat.jpg blocks.4:12=0",
        "convscope edit cat.jpg 'pixel@100,90>120,140*9=#2d7dd2' --picture edited.png",
        "convscope edit cat.jpg 'conv_stem.weight[3,0,1,1]=0.5; bn1.bias[3]=0'",
    ),
    "receptive-field": (
        "convscope receptive-field blocks.2:12@14,14",
        "convscope receptive-field blocks.2:12@14,14 cat.jpg --picture field.png",
        "convscope receptive-field layer2:0@14,14 --network resnet50 --weights default",
    ),
    "filter": (
        "convscope filter cat.jpg --kernel sobel-vertical",
        "convscope filter cat.jpg --kernel gaussian:sigma=2 --details",
        'convscope filter cat.jpg --matrix "1 0 -1/2 0 -2/1 0 -1"',
    ),
    "arithmetic": (
        "convscope arithmetic convolution --input 6x6 --filters 2 --kernel 3",
        "convscope arithmetic dense --input 28x28x1 --features 100",
        'convscope arithmetic iou "127 40 344 226" "317 93 424 195"',
    ),
    "arithmetic convolution": (
        "convscope arithmetic convolution --input 6x6 --filters 2 --kernel 3",
        "convscope arithmetic convolution --input 255x255x3 --filters 30 --kernel 7 --stride 3x4 --padding 2",
        "convscope arithmetic convolution --input 120x3 --layout LC --filters 8 --kernel 5",
    ),
    "arithmetic transposed": (
        "convscope arithmetic transposed --input 64x7x7 --filters 32 --kernel 4 --stride 2 --padding 1",
        "convscope arithmetic transposed --input 7x7x64 --filters 32 --kernel 3 --stride 2 --output-padding 1",
        "convscope arithmetic transposed --input 4x4 --filters 1 --kernel 3",
    ),
    "arithmetic pooling": (
        "convscope arithmetic pooling --input 4x4 --kernel 2",
        "convscope arithmetic pooling --input 112x112x64 --kernel 3 --stride 2 --padding 1",
        "convscope arithmetic pooling --input 112x112x64 --kernel 3 --stride 2 --ceil-mode",
    ),
    "arithmetic dense": (
        "convscope arithmetic dense --input 784 --features 10",
        "convscope arithmetic dense --input 28x28x1 --features 100",
        "convscope arithmetic dense --input 512x7x7 --features 4096 --no-bias",
    ),
    "arithmetic keep-size": (
        "convscope arithmetic keep-size --input 28 --kernel 3",
        "convscope arithmetic keep-size --input 28 --kernel 4",
        "convscope arithmetic keep-size --input 28 --kernel 3 --dilation 2",
    ),
    "arithmetic between": (
        "convscope arithmetic between --input 32 --output 16",
        "convscope arithmetic between --input 224 --output 112 --largest-kernel 11",
        "convscope arithmetic between --input 7 --output 14 --largest-stride 2",
    ),
    "arithmetic compare": (
        "convscope arithmetic compare",
        "convscope arithmetic compare dense-convolution --input 32x32 --filters 100",
        "convscope arithmetic compare flatten-global-average --input 512x7x7 --filters 1000",
    ),
    "arithmetic roi-pool": (
        'convscope arithmetic roi-pool "1 2 3 4 / 5 6 7 8 / 9 10 11 12 / 13 14 15 16" "0 0 2 2"',
        'convscope arithmetic roi-pool "1 2 3 / 4 5 6 / 7 8 9" "0 0 48 48" --stride 16',
        'convscope arithmetic roi-pool "1 2 3 / 4 5 6 / 7 8 9" "0 0 2 2" --output 1x3 --json',
    ),
    "arithmetic roi-align": (
        'convscope arithmetic roi-align "1 2 3 4 / 5 6 7 8 / 9 10 11 12 / 13 14 15 16" "1 1 3 3" --samples 1',
        'convscope arithmetic roi-align "1 2 3 / 4 5 6 / 7 8 9" "5 5 43 43" --stride 16',
        'convscope arithmetic roi-align "1 2 3 / 4 5 6 / 7 8 9" "0.5 0.5 2 2" --output 1x3 --json',
    ),
    "arithmetic iou": (
        'convscope arithmetic iou "127 40 344 226" "317 93 424 195"',
        'convscope arithmetic iou "127 40 217 186" "317 93 107 102" --form size',
        'convscope arithmetic iou "0 0 2 2" "8 0 10 2"',
    ),
    "arithmetic nms": (
        'convscope arithmetic nms "10 10 60 60 0.9 / 15 12 66 58 0.8 / 100 10 140 60 0.7"',
        'convscope arithmetic nms "10 10 60 60 0.9 / 15 12 66 58 0.8" --way gaussian',
        'convscope arithmetic nms "10 10 60 60 0.9 1 / 15 12 66 58 0.8 2" --threshold 0.3',
    ),
    "convolve": (
        'convscope convolve "100001/010010/001100" --filter "1 -1/-1 1"',
        'convscope convolve "1 2 3/4 5 6/7 8 9" --filter "1 0/0 1" --padding 1 --table',
        'convscope convolve "1 2 3/4 5 6/7 8 9" --filter "1 0/0 1" --backward',
    ),
    "lecture": (
        "convscope lecture",
        "convscope lecture --out week-3 --film week-3/film.mp4",
        "convscope lecture --json",
    ),
    "visualize": (
        "convscope visualize blocks.4:12",
        'convscope visualize "class:tabby"',
        "convscope visualize blocks.2 --out blocks.2.png",
    ),
    "dream": (
        "convscope dream cat.jpg",
        "convscope dream film.mp4 --layer blocks.3 --video dreamt.mp4",
        "convscope dream cat.jpg --zoom 40 --turn 1 --video way.mp4",
    ),
    "invert": (
        "convscope invert cat.jpg",
        "convscope invert cat.jpg --layer blocks.3",
        "convscope invert cat.jpg --network resnet50 --weights default --layer layer2",
    ),
    "style": (
        "convscope style cat.jpg painting.jpg",
        "convscope style cat.jpg painting.jpg --colours luminance",
        "convscope style film.mp4 painting.jpg --video painted.mp4",
    ),
    "caricature": (
        "convscope caricature cat.jpg",
        "convscope caricature cat.jpg --layer blocks.3",
        "convscope caricature cat.jpg --out loud.png",
    ),
    "reproduce": (
        "convscope reproduce cat.grad-cam.png",
        "convscope reproduce dream.png --out again.png",
        "convscope reproduce reports/comparison.cat.html --network moved.pth",
    ),
    "data": (
        "convscope data photos",
        "convscope data photos.zip --out sheet.png",
        "convscope data photos --augment light",
    ),
    "train": (
        "convscope train photos",
        "convscope train photos --name cats --epochs 20",
        "convscope train --resume cats",
    ),
    "runs": ("convscope runs", "convscope runs --help", "convscope runs --json"),
    "evaluate": (
        "convscope evaluate --network cats",
        "convscope evaluate holiday --network cats",
        "convscope evaluate --network cats --scan cats-on-photos --errors 200",
    ),
    "kernels": (
        "convscope kernels",
        "convscope kernels blocks.1.0.conv_dw --sort norm --most 16",
        "convscope kernels layer1.0.conv1 --network resnet50 --weights default --expanded",
    ),
    "unit": (
        "convscope unit bn2.act:12",
        "convscope unit bn2.act:12 cat.jpg --scan cats-on-pets",
        "convscope unit --all bn2.act --first 20",
    ),
    "similar": (
        "convscope similar cat.jpg",
        "convscope similar cat.jpg --scan cats-on-pets --count 20",
        "convscope similar --duplicates --scan cats-on-pets",
    ),
    "concepts": (
        "convscope concepts photos --class tabby",
        "convscope concepts photos --class tabby --method ice --concepts 12",
        "convscope concepts photos --class zebra --concept stripes --random textures",
        "convscope concepts photos --class tabby --direction selected.csv --concept stripes",
    ),
    "embed": (
        "convscope embed photos",
        "convscope embed cats-on-pets --method umap --out pets.png",
        "convscope embed cats-on-pets --place holiday --out points.csv",
    ),
    "scan": (
        "convscope scan photos",
        "convscope scan imagenet/val --layer layer1 --layer layer3 --network resnet50 --weights default",
        "convscope scan pets.tar --network run:cats --name cats-on-pets",
        "convscope scan imagenet/train --workers ray",
    ),
    "read": (
        'convscope read "A wonderful film." --network run:reviews',
        'convscope read "Not good, not bad." --network run:reviews --method integrated-gradients',
        "convscope read sentences.txt --network run:reviews --target class:positive --json",
    ),
    "caption": (
        "convscope caption photo.jpg --network run:scenes",
        "convscope caption photos --network run:scenes --beams 3 --out words",
        "convscope caption photo.jpg --network run:scenes --why --json",
    ),
    "compose": (
        "convscope compose pets --backgrounds photos --out scenes",
        "convscope compose pets cars --backgrounds photos --out scenes --count 20000",
        "convscope compose pets --backgrounds photos --out scenes --seed 7 --json",
    ),
    "detect": (
        "convscope detect cells.jpg --network cells",
        "convscope detect photos --network cells --out found --coco found.json",
        "convscope detect slide.tif --network cells --tile 640 --json",
    ),
    "segment": (
        "convscope segment street.jpg --network torchvision/lraspp_mobilenet_v3_large --weights default",
        "convscope segment photos --network torchvision/fcn_resnet50 --weights fcn.pth --out masks --json",
        "convscope segment slide.tif --network cells.py:unet --run-code --tile 256 --overlap 64",
    ),
    "denoise": (
        "convscope denoise night.jpg --network run:clean",
        "convscope denoise photos --network run:clean --out denoised --format jpg",
        "convscope denoise noisy.png --network run:clean --truth clean.png --json",
    ),
    "upscale": (
        "convscope upscale small.png --network run:larger",
        "convscope upscale small.png --network run:larger --truth large.png",
        "convscope upscale photos --network run:larger --out large --tile 128",
    ),
    "repair": (
        "convscope repair old.jpg --network run:repaired",
        "convscope repair scratched.png --network run:filled --mask scratches.png",
        "convscope repair blurred.png --network run:sharp --truth sharp.png --json",
    ),
    "colorize": (
        "convscope colorize grandmother.jpg --network run:colours",
        "convscope colorize grandmother.jpg --network run:colours --hints strokes.png",
        "convscope colorize photos --network run:colours --temperature 0.6 --out coloured",
    ),
    "generate": (
        "convscope generate --network run:digits",
        "convscope generate --network run:digits --class 7 --count 100 --out sevens.png",
        "convscope generate --network run:digits --class 4 --count 10 --seed 3 --walk 5 --json",
    ),
    "real-or-generated": (
        "convscope real-or-generated photos --network run:detector",
        "convscope real-or-generated cat.png --network run:detector --data pictures --picture spectra.png",
        "convscope real-or-generated cat.png --network run:detector --json",
    ),
    "predict": (
        "convscope predict cat.jpg",
        "convscope predict photos --network cats --top 1",
        "convscope predict cat.jpg --network cats --training-data photos",
    ),
    "export": (
        "convscope export --network cats",
        "convscope export --network cats --to openvino",
        "convscope export --network resnet50 --weights default --to pt2 --out resnet50.pt2",
    ),
}
