import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel, type Point } from '@dagrejs/dagre';
import { diagramOf, type Diagram, type DiagramEdge, type DiagramState } from '../models/diagram.ts';
import { modelName } from '../models/alphabet.ts';
import type { Word } from '../models/mealy.ts';
import type { LinkModels } from '../models/models.ts';
import { spell } from '../models/state-names.ts';
import { count } from '../prose.ts';

/** The first line: as that of pages, but two hyphens would end the comment. */
const generated = '<!-- Generated from scenarios/alphabets/ and reports/models/ by lab report. Do not edit. -->';

/** The width of a character (px) in the font of labels, a little too wide rather than too narrow: no font is loaded to measure it. */
const characterWidth = 6.4;
const lineHeight = 14;
/** Characters of a line in a state. */
const stateWidth = 20;

/**
 * The machine that most systems share as a picture: an SVG file that is readable in a light and in a dark page, with its contents as text in `desc`. With a word, the
 * way that it takes is marked and its calls are numbered. `undefined` if nothing was learned. The same model gives the same bytes.
 */
export function stateDiagram({ alphabet, models }: LinkModels, path: Word = []): string | undefined {
  const [first] = models;
  if (first === undefined) return undefined;
  const diagram = diagramOf(alphabet, first.machine, path);
  const title = `${modelName(alphabet)}: ${count(diagram.states.length, 'state')}${path.length === 0 ? '' : `, and the way of ${spell(alphabet, path)}`}`;
  return svgOf(diagram, title);
}

function svgOf(diagram: Diagram, title: string): string {
  const graph = placed(diagram);
  const { width = 0, height = 0 } = graph.graph();
  const groups = groupsOf(diagram);
  const name = (state: number): string => diagram.states.find((one) => one.state === state)?.name ?? '';
  return [
    generated,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${rounded(width)} ${rounded(height)}" width="${rounded(width)}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${xml(title)}</title>`,
    `<desc id="desc">${diagram.edges.map((edge) => xml(`${name(edge.from)}: ${edge.labels.join(', ')}: ${name(edge.to)}.`)).join('\n')}</desc>`,
    `<style>${style}</style>`,
    '<defs>',
    ...['arrow', 'arrow-path'].map(
      (id) =>
        `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="${id}"/></marker>`,
    ),
    '</defs>',
    '<rect class="page" width="100%" height="100%"/>',
    ...groups.flatMap((group) => groupBox(group, graph.node(group))),
    ...diagram.edges.map((edge) => edgePath(edge, graph.edge(String(edge.from), String(edge.to)))),
    ...diagram.states.flatMap((state) => stateBox(state, graph.node(String(state.state)))),
    ...diagram.edges.flatMap((edge) => edgeText(edge, graph.edge(String(edge.from), String(edge.to)))),
    '</svg>',
    '',
  ].join('\n');
}

/** Colours of both schemes. What is on the path differs in width as well, for who sees no difference in colour. */
const style = `
text { font: 11px ui-sans-serif, system-ui, sans-serif; fill: #1f2328; }
.page { fill: #fff; } .group { fill: #f6f8fa; stroke: #d0d7de; } .heading { font-weight: 600; fill: #59636e; }
.state { fill: #fff; stroke: #59636e; } .edge { fill: none; stroke: #818b98; } .arrow { fill: #818b98; }
.label { fill: #1f2328; paint-order: stroke; stroke: #fff; stroke-width: 3px; stroke-linejoin: round; }
.path { stroke: #0969da; stroke-width: 2.5; } .arrow-path { fill: #0969da; } text.path { stroke: #fff; stroke-width: 3px; font-weight: 600; fill: #0969da; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; } .page { fill: #0d1117; } .group { fill: #151b23; stroke: #3d444d; } .heading { fill: #9198a1; }
.state { fill: #0d1117; stroke: #9198a1; } .edge { stroke: #656c76; } .arrow { fill: #656c76; }
.label { fill: #f0f6fc; stroke: #0d1117; } .path { stroke: #4493f8; } .arrow-path { fill: #4493f8; } text.path { stroke: #0d1117; fill: #4493f8; }
}
`;

function groupsOf({ states }: Diagram): string[] {
  return [...new Set(states.map(({ group }) => group))];
}

/** Where everything is, by dagre: states of one group stand together, and calls lead from left to right. */
function placed(diagram: Diagram): Graph<GraphLabel, NodeLabel, EdgeLabel> {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 10, edgesep: 6, ranksep: 24, marginx: 10, marginy: 10 });
  for (const group of groupsOf(diagram)) graph.setNode(group, { width: 0, height: 0 });
  for (const { state, name, group } of diagram.states) {
    const lines = wrapped(`${state} ${name}`);
    graph.setNode(String(state), { width: widest(lines) + 12, height: lines.length * lineHeight + 8 });
    graph.setParent(String(state), group);
  }
  for (const { from, to, labels } of diagram.edges) {
    graph.setEdge(String(from), String(to), { width: widest(labels) + 4, height: labels.length * lineHeight, labelpos: 'c' });
  }
  layout(graph);
  return graph;
}

function widest(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => line.length)) * characterWidth;
}

/** Words in lines of at most about `stateWidth` characters. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < stateWidth) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function groupBox(group: string, { x = 0, y = 0, width, height }: NodeLabel): string[] {
  const left = x - width / 2;
  const top = y - height / 2;
  return [
    `<rect class="group" x="${rounded(left)}" y="${rounded(top)}" width="${rounded(width)}" height="${rounded(height)}" rx="6"/>`,
    `<text class="heading" x="${rounded(left + 8)}" y="${rounded(top + 14)}">${xml(group)}</text>`,
  ];
}

function stateBox({ state, name, onPath }: DiagramState, { x = 0, y = 0, width, height }: NodeLabel): string[] {
  const lines = wrapped(`${state} ${name}`);
  const box = `<rect class="state${onPath ? ' path' : ''}" x="${rounded(x - width / 2)}" y="${rounded(y - height / 2)}" width="${rounded(width)}" height="${rounded(height)}" rx="4"/>`;
  return [box, ...textLines(lines, x, y, '')];
}

function edgePath({ steps }: DiagramEdge, { points = [] }: EdgeLabel): string {
  const onPath = steps.length > 0;
  return `<path class="edge${onPath ? ' path' : ''}" d="${curve(points)}" marker-end="url(#arrow${onPath ? '-path' : ''})"/>`;
}

function edgeText({ labels, steps }: DiagramEdge, { x = 0, y = 0 }: EdgeLabel): string[] {
  const numbered = steps.length === 0 ? labels : labels.map((label, index) => (index === 0 ? `${steps.join(', ')}. ${label}` : label));
  return textLines(numbered, x, y, steps.length > 0 ? 'label path' : 'label');
}

function textLines(lines: readonly string[], x: number, y: number, kind: string): string[] {
  const top = y - ((lines.length - 1) * lineHeight) / 2 + 4;
  const attribute = kind === '' ? '' : ` class="${kind}"`;
  return lines.map(
    (line, index) =>
      `<text${attribute} text-anchor="middle" x="${rounded(x)}" y="${rounded(top + index * lineHeight)}">${xml(line)}</text>`,
  );
}

/** A smooth line through the points: quadratic curves whose ends are halfway between them. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  const between = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    return `Q${pair(point)} ${pair({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `M${pair(first)} ${between.join(' ')} L${pair(last)}`;
}

function pair({ x, y }: Point): string {
  return `${rounded(x)} ${rounded(y)}`;
}

/** To a tenth: enough for the eye, and no digits that the next version of an engine computes otherwise. */
function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
