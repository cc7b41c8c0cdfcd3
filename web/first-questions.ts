import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTypenameToDocument } from '@apollo/client/utilities';
import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { Plugin } from 'vite';

/** A question that a page asks first of all: an operation of the app, and with which variables. */
export interface FirstQuestion {
  readonly operationName: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** A regular expression for the addresses at which it is asked. */
  readonly at: string;
}

/** The same with its text, as the app sends it. */
type Question = FirstQuestion & { readonly query: string };

/** The operation of that name with its fragments, from the .graphql files below a folder, written as the client sends it. */
export function queryText(folder: string, operationName: string): string {
  const definitions: DefinitionNode[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.graphql'))
    .flatMap((file) => parse(readFileSync(join(folder, file), 'utf8')).definitions);
  const operation = definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.name?.value === operationName,
  );
  if (!operation) throw new Error(`No .graphql file below ${folder} has the operation ${operationName}.`);
  const fragments = new Map(
    definitions.flatMap((each): [string, FragmentDefinitionNode][] =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
    ),
  );
  const used = new Set<DefinitionNode>([operation]);
  for (const each of used)
    visit(each, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment) used.add(fragment);
      },
    });
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...used] };
  // Only the client knows what this means.
  const sent = visit(document, { Directive: ({ name }) => (name.value === 'unmask' ? null : undefined) });
  return stripIgnoredCharacters(print(addTypenameToDocument(sent)));
}

/** Runs in the page's head, before anything else has come: it must not use anything but what it is given. */
export function askFirst(questions: readonly Question[]): void {
  try {
    if (localStorage.getItem('picup.signedIn') !== '1') return;
    const asked: Window['picupFirst'] = {};
    for (const { operationName, variables, at, query } of questions) {
      if (!new RegExp(at).test(location.pathname)) continue;
      const answer = fetch('/graphql', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ operationName, variables, query }),
      }).then((response) => {
        if (!response.ok) throw new Error(`The server answered ${response.status}.`);
        return response.json();
      });
      // Whoever takes it hears of a failure.
      answer.catch(() => undefined);
      asked[operationName] = { variables: JSON.stringify(variables), askedAt: Date.now(), answer };
    }
    window.picupFirst = asked;
  } catch {
    // A browser that bars storage asks when the app is there.
  }
}

/**
 * Lets the built page ask its first questions while the app itself is still on its way: a script of its own in the head, for
 * the page's Content-Security-Policy bars any within the page.
 */
export function firstQuestions(questions: readonly FirstQuestion[]): Plugin {
  const make = () => firstQuestionsFile(questions, join(import.meta.dirname, 'src'));
  return {
    name: 'first-questions',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', ...make() });
    },
    transformIndexHtml: () => [
      { tag: 'script', attrs: { src: `/${make().fileName}` }, injectTo: 'head-prepend' },
    ],
  };
}

/**
 * The script that asks the questions, whose texts are below a folder. Its name changes with what is in it: under one name the
 * service worker of an older version would answer it to the page of a newer one, which would be given less than it asks for.
 */
export function firstQuestionsFile(
  questions: readonly FirstQuestion[],
  folder: string,
): { fileName: string; source: string } {
  const whole = questions.map((question) => ({
    ...question,
    query: queryText(folder, question.operationName),
  }));
  const source = `(${askFirst.toString()})(${JSON.stringify(whole)});\n`;
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
  return { fileName: `assets/first-questions-${hash}.js`, source };
}
