"""The commands by which each part of the lecture is computed again."""

from convscope.report.lecture.worked import FILTERS, PICTURE

_BOTH = " ".join(f'--filter "{one}"' for one in FILTERS)
_KERAS = "input 6x6 -> Conv2D(2, 3, activation='relu'), MaxPooling2D(), Flatten(), Dense(2)"

COMMANDS = {
    "window": f'convscope convolve {PICTURE} --filter "{FILTERS[0]}" --element 0,0',
    "maps": f"convscope convolve {PICTURE} {_BOTH}",
    "stride": f"convscope convolve {PICTURE} {_BOTH} --stride 2",
    "padding": f"convscope convolve {PICTURE} {_BOTH} --padding 1",
    "after": f"convscope convolve {PICTURE} {_BOTH} --activation relu --pool max:2 --flatten",
    "network": f'convscope layers "{_KERAS}"',
    "parameters": "convscope arithmetic compare dense-convolution --input 32x32 --filters 100",
    "larger": "convscope arithmetic convolution --input 128x128x64 --filters 40 --kernel 5",
    "photo": "convscope arithmetic convolution --input 255x255x3 --filters 30 --kernel 7 --stride 3x4 --padding 2",
    "backwards": 'convscope convolve 123/456/789 --filter 12/34 --backward --gradient "1 -1/2 0"',
}
