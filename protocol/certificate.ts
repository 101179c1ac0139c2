/** What is wrong with a certificate, in words with the next step: such a refusal is no outage, asking again is useless (X4). */

const UNKNOWN_SIGNER = new Set([
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);
const OTHERWISE: Record<string, string> = {
  CERT_HAS_EXPIRED: "the coordinator's certificate has expired: renew it there and start the coordinator again",
  CERT_NOT_YET_VALID: "the coordinator's certificate is not valid yet: check the clocks of both machines",
  CERT_REVOKED: "the coordinator's certificate was revoked: give the coordinator a new one",
  INVALID_PURPOSE: "the coordinator's certificate is not made for a server: give the coordinator another one",
};

/** `giveCa` says how a certificate authority is named in this place. `undefined`: the error is about something else. */
export function certificateProblem(error: unknown, giveCa: string): string | undefined {
  for (const { code, message } of chainOf(error)) {
    if (code === undefined) continue;
    if (UNKNOWN_SIGNER.has(code))
      return `no authority that is trusted here has signed the coordinator's certificate (${code}): ${giveCa}`;
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
      return `the coordinator's certificate is for other names (${message}): use an address that it names`;
    if (OTHERWISE[code]) return OTHERWISE[code];
  }
  return undefined;
}

/** The error and what caused it; `fetch` hides the reason one deeper. */
function chainOf(error: unknown): { code?: string; message?: string }[] {
  const chain: { code?: string; message?: string }[] = [];
  for (let at = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  return chain;
}
