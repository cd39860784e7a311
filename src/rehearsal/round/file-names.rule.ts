// What has a meaning to some file system, and what cannot be seen.
const UNSAFE = /[<>:"/\\|?*]|\p{C}|\p{Zl}|\p{Zp}/gu;
// Windows takes these for devices, whatever their ending. https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)/i;

/**
 * A name for a file or folder out of any text, that every file system takes as one plain name and shows as it is.
 * @param longest in bytes of UTF-8
 */
export function fileName(text: string, longest: number): string {
  const plain = text.normalize('NFC').replace(UNSAFE, ' ').replace(/\s+/g, ' ');
  // Windows drops spaces and dots at the end, and a dot in front hides a file.
  const bare = clip(plain.replace(/^[. ]+/, ''), longest).replace(/[. ]+$/, '');
  return bare === '' || DEVICE.test(bare) ? `_${bare}` : bare;
}

/** As many whole characters as fit. */
function clip(text: string, longest: number): string {
  let clipped = '';
  for (const character of text) {
    if (Buffer.byteLength(clipped + character) > longest) break;
    clipped += character;
  }
  return clipped;
}

/** Makes names differ, also for a file system that takes capitals for small letters: the second `A` becomes `A (2)`. */
export function namer(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${name} (${number})`;
    taken.add(free.toLowerCase());
    return free;
  };
}
