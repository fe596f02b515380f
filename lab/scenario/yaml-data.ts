import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Node, Pair, Scalar } from 'yaml';

/** Something that is good YAML and yet not what its author thinks it is, or what we do not want. Offsets into the text. */
export interface Surprise {
  start: number;
  end: number;
  message: string;
  hint?: string;
}

type Report = (surprise: Surprise) => void;

/**
 * The data that a tree of a document stands for. The document was read with every scalar as text: numbers, true, false and nothing are
 * recognised here, and only in the one spelling that prints as it was written. Anything else that YAML would change (`010`, `1e3`, `3.10`,
 * `True`) is reported, as are aliases, anchors, keys that are no plain words, keys that are there twice, and characters
 * that nobody can see.
 */
export function toData(node: unknown, report: Report): unknown {
  if (node === null || node === undefined) return null;
  if (isAlias(node)) {
    complain(node, 'Aliases are not read here.', `Write out what *${node.source} stands for.`, report);
    return null;
  }
  if (isScalar(node) || isMap(node) || isSeq(node)) refuseProperties(node, report);
  if (isScalar(node)) return scalarData(node, report);
  if (isSeq(node)) return node.items.map((item) => toData(item, report));
  if (!isMap(node)) return null;
  const data: Record<string, unknown> = {};
  for (const pair of node.items) {
    const key = keyData(pair, report);
    if (key === undefined) continue;
    if (Object.hasOwn(data, key)) complain(pair.key as Node, `The key '${key}' is here twice.`, 'Take one of them out.', report);
    // A plain assignment to `__proto__` would change what the object inherits from.
    Object.defineProperty(data, key, { value: toData(pair.value, report), enumerable: true, writable: true, configurable: true });
  }
  return data;
}

function keyData(pair: Pair, report: Report): string | undefined {
  if (!isPair(pair)) return undefined;
  if (isScalar(pair.key)) {
    refuseProperties(pair.key, report);
    const key = String(pair.key.value);
    refuseHidden(pair.key, key, report);
    if (key !== '__proto__') return key;
    complain(pair.key, "The key '__proto__' means something to JavaScript itself.", 'Choose another word.', report);
    return undefined;
  }
  complain(pair.key as Node, 'A key must be a plain word.', undefined, report);
  return undefined;
}

/** What YAML lets stand before a value: an anchor, a tag. */
function refuseProperties(node: Node, report: Report): void {
  if (node.anchor !== undefined)
    complain(node, `Anchors (&${node.anchor}) are not read here.`, 'Write the value out where it is needed.', report);
  if (node.tag !== undefined)
    complain(node, 'Tags (!name) are not read here.', 'Take it out; put text in quotes if it looks like a number.', report);
}

const canonicalNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
const anyNumber = /^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const otherWords = /^(?:true|false|null|[-+]?\.inf|\.nan)$/i;

/** What nobody can see: it would make two values, ids or labels that look alike, and reorder the line that it is shown in. */
const hidden = /[\p{Cf}\p{Zl}\p{Zp}]/u;

function refuseHidden(node: Node, text: string, report: Report): void {
  const [found] = hidden.exec(text) ?? [];
  if (found === undefined) return;
  const code = found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
  complain(node, `This holds a character that nobody can see, U+${code}.`, 'Type the text again, without it.', report);
}

function scalarData(node: Scalar, report: Report): unknown {
  const written = String(node.value);
  refuseHidden(node, written, report);
  if (node.type !== 'PLAIN') return written;
  switch (written) {
    case 'true':
      return true;
    case 'false':
      return false;
    case '':
    case '~':
    case 'null':
      return null;
    default:
  }
  if (canonicalNumber.test(written) && String(Number(written)) === written) return Number(written);
  if (anyNumber.test(written)) {
    const read = Number(written);
    complain(node, `${written} would be read as ${read}.`, `Write ${read}, or '${written}' in quotes if it is meant as text.`, report);
  } else if (otherWords.test(written)) {
    complain(node, `${written} would be read as ${written.toLowerCase()}.`, `Put it in quotes if it is meant as text.`, report);
  }
  return written;
}

function complain(node: Pick<Node, 'range'> | null, message: string, hint: string | undefined, report: Report): void {
  const [start, end] = node?.range ?? [0, 0];
  report({ start, end, message, ...(hint === undefined ? {} : { hint }) });
}
