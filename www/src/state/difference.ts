/** The one stretch in which two texts differ. */
export interface Difference {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** What turns `before` into `after`. */
export function difference(before: string, after: string): Difference {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

/** Does what `difference` found. */
export function changed(before: string, { from, to, insert }: Difference): string {
  return before.slice(0, from) + insert + before.slice(to);
}
