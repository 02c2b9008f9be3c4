// What the walk says at each step, in a sentence or two, with the numbers of what is shown.
import { count, number, t } from "../../i18n/words";
import { measured } from "./digits";
import type { lesson as Lesson } from "./lesson.svelte";

const percent = (share: number) => `${number(Number((100 * share).toFixed(1)))}\u00a0%`;

/** The words of the step that is shown. */
export function saysOf(lesson: typeof Lesson): string {
  const [maps, rows, columns] = lesson.extent, { stride, padding } = lesson.slide, { pass } = lesson;
  const positive = lesson.positive.flatMap((plane) => [...plane.values]).filter((value) => value > 0).length;
  switch (lesson.step.name) {
    case "picture": return t("The picture has 6 rows and 6 columns: 1 is light, 0 is dark. Click a pixel to turn it; all that follows is computed from what you see here.");
    case "window": return t("A filter is a small grid of weights. Lay it on a place of the picture, multiply what lies on top of each other, and add. Write another weight, and the sum follows.");
    case "map": return t("The filter slides over all places, and its sums are its feature map. A window of 3 fits into 6 pixels at {rows} places along each axis. Where the map is red, the picture looks like the filter.", { rows });
    case "filters": return t("Each filter looks for something else: as they come, the first for a falling diagonal, the second for a vertical line. Two filters make two maps: {maps} x {rows} x {columns} numbers.", { maps, rows, columns });
    case "stride": return t("With a stride of {stride} the window moves by {stride} at a time, and the maps have {rows} x {columns} numbers. Pixels at the edge may lie in no window.", { stride, rows, columns });
    case "padding": return t("With a padding of {padding} a frame of zeros stands around the picture, and the maps have {rows} x {columns} numbers. With 1 a filter of 3 x 3 keeps the size.", { padding, rows, columns });
    case "relu": return t("ReLU keeps what is positive and makes 0 of all else: {positive} numbers of {count} are left. What the filter did not look for is dropped.", { positive, count: lesson.count });
    case "pooling": return t("Max pooling keeps the largest number of each window of 2 x 2: that something was found, and roughly where.");
    case "flatten": return t("Flatten puts the numbers into one row, map after map. Nothing is computed: a dense layer reads rows.");
    case "weights": return t("A dense layer has a weight for each pixel and unit; a filter has the same few for every place. That is why a convolutional network can be shown large pictures.");
    case "digit": return t("A convolution, ReLU, pooling and a dense layer, trained in {seconds} seconds on 60,000 digits of MNIST; of {pictures} others it knows {accuracy}. Draw a digit over this one, or wipe it first.", { seconds: measured.seconds, pictures: count(measured.pictures), accuracy: percent(measured.accuracy) });
    case "digit-convolution": return t("Nobody wrote these {maps} filters: training found them. Each slides over the drawing as in the example, and a bias, one number a filter, is added.", { maps });
    case "digit-relu": return t("ReLU, number by number: blue becomes white.");
    case "digit-pooling": return t("Of each window of 2 x 2 the largest number goes on; {rows} x {columns} of each map are left.", { rows, columns });
    case "digit-flatten": return t("{maps} maps of {rows} x {columns} are a row of {count} numbers.", { maps, rows, columns, count: count(pass.flat.length) });
    case "dense": return t("Each digit has a weight for each of the {count} numbers and a bias; their products, added, are its score. Choose another digit to see what speaks against it.", { count: count(pass.flat.length) });
    default: return t("Softmax makes shares of scores: e to the score, over the sum of all. The largest score wins, and the shares say how clearly.");
  }
}
