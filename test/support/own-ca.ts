/** A certificate authority of a test's own and what it signs, made by openssl as an operator would. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './folder.ts';

export interface Certificate {
  cert: string;
  key: string;
}

export class OwnCa {
  readonly folder = folder('ca');
  /** File with its certificate, PEM. */
  readonly file = join(this.folder, 'ca.pem');

  constructor(name = 'Own CA') {
    const made = ['-keyout', this.#in('ca.key'), '-out', this.file, '-subj', `/CN=${name}`, '-days', '2'];
    this.#openssl('req', '-x509', ...NEW_KEY, ...made, '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  }

  get pem(): string {
    return readFileSync(this.file, 'utf8');
  }

  /** Certificate of a server at 127.0.0.1 and `name`, valid for so many days; -1 makes it one that has expired. */
  sign(name: string, days = 2): Certificate {
    const [cert, key, asked, more] = ['pem', 'key', 'csr', 'ext'].map((end) => this.#in(`${name}.${end}`)) as string[];
    writeFileSync(more!, `subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:${name}\nauthorityKeyIdentifier=keyid\n`);
    this.#openssl('req', ...NEW_KEY, '-keyout', key!, '-out', asked!, '-subj', `/CN=${name}`);
    const by = ['-CA', this.file, '-CAkey', this.#in('ca.key'), '-CAcreateserial', '-extfile', more!];
    this.#openssl('x509', '-req', '-in', asked!, '-out', cert!, ...by, '-days', String(days));
    return { cert: cert!, key: key! };
  }

  #in(name: string): string {
    return join(this.folder, name);
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
