/** A body as it arrived, but for the endpoint's secret: nobody asked to see that. A payload comes after it and stays whole. */
export function withoutSecret(body: string): string {
  return body.replace(
    /^(\{"id_space":"[^"]*","event":"[^"]*","secret":")((?:[^"\\]|\\.)*)"/,
    (_all, before: string, secret: string) => `${before}${"*".repeat(secret.length)}"`,
  );
}
