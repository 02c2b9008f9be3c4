// The keys of the walk.
import { t } from "../../i18n/words";

export const KEYS = {
  next: { key: "ArrowRight", says: t("the next step") },
  before: { key: "ArrowLeft", says: t("the step before") },
  walk: { key: "w", says: t("walk on by itself, or stop") },
};
