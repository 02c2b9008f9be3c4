// The keys of the view of a unit.
import { t } from "../../i18n/words";

export const KEYS = {
  before: { key: ",", says: t("the unit before") },
  next: { key: ".", says: t("the next unit") },
};
