import type { Finding, Report, Verdict } from './report.js';
import type { PageKey, Texts } from './words.js';

/** The parts of the page that change; the server has written everything else. */
export class View {
  constructor(private readonly texts: Texts) {}

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the page is ours: an id stands for its kind of element
  element<E extends HTMLElement = HTMLElement>(id: string): E {
    const found = document.getElementById(id);
    if (!found) throw new Error(`the page has no #${id}`);
    return found as E;
  }

  verdict(verdict: Verdict | 'running' | 'cancelled', report?: Report): void {
    const place = this.element('v-verdict');
    place.dataset['verdict'] = verdict;
    place.textContent = this.texts.verdict[verdict];
    const { owners = [] } = report ?? {};
    const n =
      owners.length === 0
        ? this.texts.page.nobody
        : `${owners.join(', ')} (${String(owners.length)})`;
    this.element('v-outside').textContent = report ? fill(this.texts.page.outside, { n }) : '';
  }

  lines(report: Report): void {
    for (const { id, result, said, values } of report.lines) {
      const place = this.element(`v-${id}`);
      place.dataset['result'] = result ?? 'open';
      const [state, text] = [place.querySelector('.state'), place.querySelector('.said')];
      if (state) state.textContent = result ? this.texts.result[result] : '';
      if (text) text.textContent = said ? fill(this.texts.said[said], values) : '';
    }
  }

  progress(done: number, total: number): void {
    const bar = this.element<HTMLProgressElement>('v-progress');
    bar.max = Math.max(1, total);
    bar.value = done;
    this.element('v-count').textContent = `${String(done)} / ${String(total)}`;
  }

  /** While something runs there is a way to stop it, and none to start another. */
  running(on: boolean): void {
    this.element('v-running').hidden = !on;
    this.element<HTMLButtonElement>('v-run').disabled = on;
  }

  findings(findings: readonly Finding[]): void {
    const place = this.element('v-findings');
    place.replaceChildren(...findings.slice(0, 20).map((finding) => this.finding(finding)));
    if (findings.length > 20)
      place.append(textElement('p', fill(this.texts.page.more, { n: findings.length - 20 })));
  }

  message(id: string, key: PageKey | null, values = {}): void {
    this.element(id).textContent = key ? fill(this.texts.page[key], values) : '';
  }

  button(key: PageKey, click: () => void): void {
    const button = textElement('button', this.texts.page[key]);
    button.type = 'button';
    button.addEventListener('click', click);
    this.element('v-findings').append(button, ' ');
  }

  private finding(finding: Finding): HTMLElement {
    const { index, ref, n, what, expected, computed } = finding;
    const words =
      n !== undefined
        ? index === undefined
          ? this.texts.page.number
          : this.texts.page.entry
        : index !== undefined
          ? this.texts.page.record
          : ref !== undefined
            ? this.texts.page.ofCase
            : this.texts.page.theLog;
    const article = document.createElement('article');
    article.className = 'finding';
    article.append(
      textElement('h3', fill(words, { index: index ?? '', ref: ref ?? '', n: n ?? '' })),
      textElement('p', this.texts.said[what]),
    );
    const list = document.createElement('dl');
    for (const [name, value] of [
      [this.texts.page.expected, expected],
      [this.texts.page.computed, computed],
    ] as const)
      if (value !== undefined && value !== '') {
        const detail = document.createElement('dd');
        detail.append(textElement('code', value));
        list.append(textElement('dt', name), detail);
      }
    if (list.hasChildNodes()) article.append(list);
    return article;
  }
}

function textElement<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  text: string,
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** A sentence with values in its `{name}` places. */
const fill = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** Gives the reader a file. */
export function save(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
