import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { codeOf, Misconfigured } from '#kernel';
import { limits } from './limits.js';

/**
 * Listens on exactly this port. A busy port is an error, never another port: a script must not reach a stranger.
 * @throws Misconfigured naming the port and its variable
 */
export async function listen(
  app: INestApplication,
  host: string,
  port: number,
  variable: string,
): Promise<string> {
  const server = app.getHttpServer() as Server;
  server.requestTimeout = limits.requestMs;
  server.headersTimeout = limits.requestMs;
  server.keepAliveTimeout = 5000;
  try {
    await app.listen(port, host);
  } catch (cause) {
    const code = codeOf(cause) ?? '';
    if (!/^E[A-Z]+$/.test(code)) throw cause;
    const busy = code === 'EADDRINUSE';
    throw new Misconfigured(
      busy
        ? `Port ${String(port)} is held by another process`
        : `Port ${String(port)} on ${host} cannot be listened on (${code})`,
      variable,
      busy
        ? `Stop that process (ss -ltnp | grep :${String(port)} names it) or set ${variable} to a free port.`
        : `Set ${variable} and its host to an address of this machine.`,
      { cause },
    );
  }
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(actual)}`;
}
