/** The same keys with other texts: what every other language must have of zh-CN, no more and no less. */
export type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> };
