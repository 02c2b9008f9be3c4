// Light or dark: as the system says, unless somebody chose here.

const KEPT = "convscope-theme";
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

class Choice {
  value = $state<Theme>(THEMES.find((one) => one === localStorage.getItem(KEPT)) ?? "system");

  constructor() {
    this.#show();
  }

  /** Choose, also for the next time. */
  choose(theme: Theme): void {
    this.value = theme;
    if (theme === "system") localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, theme);
    this.#show();
  }

  #show(): void {
    document.documentElement.dataset.theme = this.value;
  }
}

export const theme = new Choice();
