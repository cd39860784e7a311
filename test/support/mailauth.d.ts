// The library has no types of its own for Node 20.
declare module 'mailauth/lib/dkim/verify' {
  /** What a receiver makes of each signature of a message. */
  export function dkimVerify(
    message: Buffer,
    options: { readonly resolver: (name: string, type: string) => Promise<string[][]> },
  ): Promise<{
    readonly results: readonly {
      readonly signingDomain: string;
      readonly status: { readonly result: string; readonly aligned: string | false };
    }[];
  }>;
}
