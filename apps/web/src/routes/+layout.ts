/** A static app: every page is drawn in the browser from `200.html`. */
export const ssr = false;
