/** Both ways of making the steps of a case: no pause between them, or each waits until the state of the sockets is stable. Without the schemas, so that a page can have it. */
export const pacings = ['back-to-back', 'settled'] as const;
export type Pacing = (typeof pacings)[number];
