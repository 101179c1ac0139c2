/** A sentence for people: its English form with named values, so that it can be said in another language without parsing. */

export type SentenceValue = string | number | Sentence;

/** What is said to people; a text without values is its own form. */
export type Said = Sentence | string;

/** How a sentence travels beside its English text; `form` is the key of its translation, as with gettext. */
export type WireSentence = {
  form: string;
  values: { [name: string]: string | number | WireSentence };
};

export class Sentence {
  readonly form: string;
  readonly values: Readonly<Record<string, SentenceValue>>;
  readonly #text: string;

  /** `text`: what it says in English; made of the form and the values when it is not given. */
  constructor(form: string, values: Readonly<Record<string, SentenceValue>>, text?: string) {
    this.form = form;
    this.values = values;
    this.#text = text ?? fill(form, values);
  }

  toString(): string {
    return this.#text;
  }

  toWire(): WireSentence {
    const entries = Object.entries(this.values).map(([name, value]) => [
      name,
      value instanceof Sentence ? value.toWire() : value,
    ]);
    return { form: this.form, values: Object.fromEntries(entries) };
  }

  static fromWire({ form, values }: WireSentence, text?: string): Sentence {
    const entries = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' ? Sentence.fromWire(value) : value,
    ]);
    return new Sentence(form, Object.fromEntries(entries), text);
  }
}

/** A form with its places filled; a place without a value stays as it is. */
export const fill = (form: string, values: Readonly<Record<string, SentenceValue>>): string =>
  form.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));

/** Each place holds one named value, as in `the pool ${{ pool: pool.name }} has no robots` with this tag before it. */
export function say(parts: TemplateStringsArray, ...places: Record<string, SentenceValue>[]): Sentence {
  let [form, text] = [parts[0]!, parts[0]!];
  places.forEach((place, i) => {
    const [name, value] = Object.entries(place)[0]!;
    form += `{${name}}${parts[i + 1]}`;
    text += `${value}${parts[i + 1]}`;
  });
  return new Sentence(form, Object.assign({}, ...places), text);
}
