/** Joins the class names that apply, in order. Absent ones are passed over. */
export function cx(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
