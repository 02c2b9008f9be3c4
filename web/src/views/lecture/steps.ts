// The steps of the walk, in their order; their names are in the address.
import { t } from "../../i18n/words";

export interface StepOfWalk {
  name: string;
  title: string;
  /** Of the worked example, or of the network that was trained. */
  part: "example" | "digits";
}

export const STEPS: readonly StepOfWalk[] = [
  { name: "picture", title: t("A picture is numbers"), part: "example" },
  { name: "window", title: t("One window"), part: "example" },
  { name: "map", title: t("A feature map"), part: "example" },
  { name: "filters", title: t("Two filters, two maps"), part: "example" },
  { name: "stride", title: t("Stride"), part: "example" },
  { name: "padding", title: t("Padding"), part: "example" },
  { name: "relu", title: t("ReLU"), part: "example" },
  { name: "pooling", title: t("Max pooling"), part: "example" },
  { name: "flatten", title: t("Flatten"), part: "example" },
  { name: "weights", title: t("Why not one weight a pixel?"), part: "example" },
  { name: "digit", title: t("A network that was trained"), part: "digits" },
  { name: "digit-convolution", title: t("Its convolution"), part: "digits" },
  { name: "digit-relu", title: t("Its ReLU"), part: "digits" },
  { name: "digit-pooling", title: t("Its pooling"), part: "digits" },
  { name: "digit-flatten", title: t("Its maps as one row"), part: "digits" },
  { name: "dense", title: t("Its dense layer"), part: "digits" },
  { name: "softmax", title: t("Softmax"), part: "digits" },
];
