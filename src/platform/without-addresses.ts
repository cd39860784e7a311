const ADDRESS = /[^\s<>"'(),:;@[\]\\]+@[^\s<>"'(),:;@[\]\\]+/g;

/** The same text without mail addresses. */
export const withoutAddresses = (text: string) => text.replace(ADDRESS, '[address]');
