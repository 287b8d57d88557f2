import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Answer, Witness } from './witness.js';

const mostBytes = 64 * 1024;
/** What is still read of a body that is too long, so that its sender can read the answer. */
const mostDiscarded = 1024 * 1024;
const mostConnections = 64;

/** A witness over HTTP. @param onError told of failures that are not the caller's */
export function witnessServer(witness: Witness, onError: (error: unknown) => void): Server {
  const server = createServer(
    {
      maxHeaderSize: 8192,
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 5_000,
    },
    (request, response) => {
      answerTo(witness, request)
        .catch((error: unknown): Answer => {
          onError(error);
          return { status: 500, text: 'the witness could not keep what it saw; ask again later\n' };
        })
        .then((answer) => {
          send(request, response, answer);
        })
        .catch(onError);
    },
  );
  server.maxConnections = mostConnections;
  // Nothing moved: the other side is gone, or reads too slowly.
  server.timeout = 10_000;
  return server;
}

async function answerTo(witness: Witness, request: IncomingMessage): Promise<Answer> {
  const { method = '', url = '' } = request;
  if (url === '/add-checkpoint') {
    if (method !== 'POST') return { status: 405, text: 'POST only\n' };
    const body = await bodyOf(request);
    if (body === 'broken off') return { status: 400, text: 'the request broke off\n' };
    if (body === 'too long') return { status: 413, text: 'more than a checkpoint\n' };
    return witness.add(body);
  }
  const [, originHash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(url) ?? [];
  if (originHash === undefined) return { status: 404, text: 'nothing here\n' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'GET only\n' };
  return witness.last(originHash);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, text, type }: Answer,
): void {
  const read = request.method === 'GET' || request.method === 'HEAD';
  response.writeHead(status, {
    'content-type': type ?? 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': read && status === 200 ? 'public, max-age=60' : 'no-store',
    'x-content-type-options': 'nosniff',
    ...(read && { 'access-control-allow-origin': '*' }),
    ...(status === 405 && { allow: text.startsWith('POST') ? 'POST' : 'GET, HEAD' }),
    // What is left of a body that nobody read must not be taken for the next request.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}

/** The whole body, if it is no longer than a request can be. */
function bodyOf(request: IncomingMessage): Promise<Buffer | 'too long' | 'broken off'> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= mostBytes) parts.push(part);
      else if (bytes > mostDiscarded) request.destroy();
    });
    request.on('end', () => {
      resolve(bytes <= mostBytes ? Buffer.concat(parts) : 'too long');
    });
    request.on('close', () => {
      resolve('broken off');
    });
  });
}
