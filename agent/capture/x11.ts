/** The few words of X11 that we speak ourselves: is the screen there, how big is it, paint its background, wait for its work. */
import { readFileSync } from 'node:fs';
import { connect as connectSocket, type Socket } from 'node:net';

export interface Size {
  width: number;
  height: number;
}
export interface Screen extends Size {
  /** Paints the background, all of it or a part; stays until painted again. `rgb` like 0x2f4858. */
  paint(rgb: number, part?: Size & { x: number; y: number }): Promise<void>;
  /** Resolves when the server has done everything that it was asked before, also by others. */
  sync(): Promise<void>;
  close(): void;
}

/** ms for one answer of the X server. */
const ANSWER_LIMIT_MS = 5_000;
const COOKIE = 'MIT-MAGIC-COOKIE-1';
const op = { changeWindowAttributes: 2, getInputFocus: 43, clearArea: 61 };
const BACKGROUND_PIXEL = 2;

/** The screen of a local display such as `:5`. Rejects when it is not there, refuses us or does not answer. */
export async function openScreen(display: string, authority?: string): Promise<Screen> {
  const number = /^:(\d+)(\.\d+)?$/.exec(display)?.[1];
  if (number === undefined) throw new Error(`display ${display}: only local displays (like :0) can be asked`);
  const socket = connectSocket(`/tmp/.X11-unix/X${number}`);
  const next = reader(socket);
  try {
    socket.write(hello(authority ? readCookie(authority, number) : undefined));
    const { root, width, height } = parseSetup(await setup(next));
    return screen(socket, next, { root, width, height });
  } catch (error) {
    socket.destroy();
    throw new Error(`display ${display}: ${(error as Error).message}`, { cause: error });
  }
}

function screen(socket: Socket, next: Reader, { root, width, height }: Size & { root: number }): Screen {
  const sync = async () => {
    socket.write(request(op.getInputFocus, 0, []));
    for (;;) {
      const answer = await next(32);
      if (answer[0] === 1) return; // others are events and errors of earlier requests
    }
  };
  return {
    width,
    height,
    sync,
    paint: async (rgb, part = { x: 0, y: 0, width, height }) => {
      socket.write(request(op.changeWindowAttributes, 0, [root, BACKGROUND_PIXEL, rgb]));
      socket.write(request(op.clearArea, 0, [root, (part.y << 16) | part.x, (part.height << 16) | part.width]));
      await sync();
    },
    close: () => socket.destroy(),
  };
}

function request(opcode: number, detail: number, words: number[]): Buffer {
  const bytes = Buffer.alloc(4 + words.length * 4);
  bytes.writeUInt8(opcode, 0);
  bytes.writeUInt8(detail, 1);
  bytes.writeUInt16LE(1 + words.length, 2);
  words.forEach((word, i) => {
    bytes.writeUInt32LE(word, 4 + i * 4);
  });
  return bytes;
}

const padded = (n: number) => n + ((4 - (n % 4)) % 4);

function hello(cookie: Buffer | undefined): Buffer {
  const name = Buffer.from(cookie ? COOKIE : '');
  const data = cookie ?? Buffer.alloc(0);
  const bytes = Buffer.alloc(12 + padded(name.length) + padded(data.length));
  bytes.write('l', 0); // little endian
  bytes.writeUInt16LE(11, 2);
  bytes.writeUInt16LE(name.length, 6);
  bytes.writeUInt16LE(data.length, 8);
  name.copy(bytes, 12);
  data.copy(bytes, 12 + padded(name.length));
  return bytes;
}

async function setup(next: Reader): Promise<Buffer> {
  const head = await next(8);
  const body = await next(head.readUInt16LE(6) * 4);
  if (head[0] !== 1) throw new Error(`refused: ${body.subarray(0, head[1]).toString().trim()}`);
  return body;
}

function parseSetup(body: Buffer): Size & { root: number } {
  const vendor = body.readUInt16LE(16);
  const formats = body.readUInt8(21);
  const at = 32 + padded(vendor) + formats * 8;
  return { root: body.readUInt32LE(at), width: body.readUInt16LE(at + 20), height: body.readUInt16LE(at + 22) };
}

type Reader = (bytes: number) => Promise<Buffer>;

/** Gives exactly as many bytes as asked, one question at a time. */
function reader(socket: Socket): Reader {
  let kept: Buffer = Buffer.alloc(0);
  let failed: Error | undefined;
  let look = () => {};
  socket.on('data', (chunk) => {
    kept = Buffer.concat([kept, chunk]);
    look();
  });
  const fail = (error: Error) => {
    failed ??= error;
    look();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the X server closed the connection')));
  return (bytes) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => fail(new Error(`no answer within ${ANSWER_LIMIT_MS} ms`)), ANSWER_LIMIT_MS);
      look = () => {
        if (kept.length < bytes && !failed) return;
        clearTimeout(timer);
        look = () => {};
        if (kept.length < bytes) return reject(failed);
        resolve(kept.subarray(0, bytes));
        kept = kept.subarray(bytes);
      };
      look();
    });
}

/** An authority file that lets whoever can read it use any local display: one entry without an address or a number. */
export function authorityFile(cookie: Buffer): Buffer {
  const part = (data: Buffer) => Buffer.concat([uint16(data.length), data]);
  return Buffer.concat([
    uint16(0xffff),
    part(Buffer.alloc(0)),
    part(Buffer.alloc(0)),
    part(Buffer.from(COOKIE)),
    part(cookie),
  ]);
}

function uint16(n: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(n);
  return bytes;
}

/** The cookie for display `number` in an authority file, if it has one. */
function readCookie(file: string, number: string): Buffer | undefined {
  const bytes = readFileSync(file);
  let at = 0;
  const part = () => {
    const length = bytes.readUInt16BE(at);
    at += 2 + length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    at += 2; // the family of the address: we are on this machine anyway
    const [, forNumber, name, data] = [part(), part().toString(), part().toString(), part()];
    if (name === COOKIE && (forNumber === '' || forNumber === number)) return data;
  }
  return undefined;
}
