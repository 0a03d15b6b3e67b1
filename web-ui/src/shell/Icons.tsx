/** The drawings of the shell; decoration, the words stand beside them. */
export const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M10 4v9a6 6 0 0 0 12 0V4M16 19v9" /><path class="wave" d="M3 9.5c1.6 1.8 1.6 4.2 0 6M29 9.5c-1.6 1.8-1.6 4.2 0 6" /></svg>
);
export const StudiesIcon = () => <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 15l4-6 4 3 6-8" /></svg>;
export const ClusterIcon = () => (
  <svg viewBox="0 0 20 20" aria-hidden="true"><rect x="3" y="3" width="6" height="6" rx="1" /><rect x="11" y="3" width="6" height="6" rx="1" /><rect x="3" y="11" width="6" height="6" rx="1" /><rect x="11" y="11" width="6" height="6" rx="1" /></svg>
);
export const SettingsIcon = () => <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 6h14M3 14h14" /><circle cx="7" cy="6" r="2.2" /><circle cx="13" cy="14" r="2.2" /></svg>;
export const SearchIcon = () => <svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="9" cy="9" r="5" /><path d="M13 13l4 4" /></svg>;
export const ThemeIcon = () => <svg viewBox="0 0 20 20" aria-hidden="true"><path class="solid" d="M10 3a7 7 0 1 0 0 14z" /><circle cx="10" cy="10" r="7" /></svg>;
export const WarningIcon = () => <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 3l8 14H2z" /><path d="M10 8v4M10 14.4v.2" /></svg>;
