// The keys of the view that zooms.
import { t } from "../../i18n/words";

export const KEYS = {
  deeper: { key: "+", says: t("deeper: to the layer, the map, the place") },
  higher: { key: "-", says: t("out again, up to the whole network") },
};
