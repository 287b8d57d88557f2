import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import helmet from 'helmet';
import { capabilities } from '#capabilities';
import { openEngine } from '#engine';
import { systemClock } from '#kernel';
import { takeSettings } from '#platform/configuration';
import { ensureViews } from '#projections';
import { listen, NestLog, openLog, reportTo, strictBody, timeLimit, untilStopped } from '#web';
import { officeModule } from './office.module.js';
import { signIn } from './sign-in.js';

/** The server for signed-in people. With `role: worker` it only runs projections and the sealer. */
const settings = takeSettings('office');
const log = openLog(join(settings.dataDir, 'log', 'office.log'), settings.logLevel, 'office');
const report = reportTo(log);
const engine = await openEngine(
  {
    ...settings,
    origin: null,
    zone: null,
    defaultZone: 'UTC',
    defaultOrigin: String,
    software: settings.version,
  },
  capabilities,
  systemClock,
);
await ensureViews(engine.projections);

const stopping = new AbortController();
const projecting = engine.projections.run(stopping.signal, report);
const sealer = engine.sealer((alarm) => {
  log.warn({ alarm }, 'sealer');
});
const sealing = sealer.run(stopping.signal, report);
const app =
  settings.role === 'worker'
    ? null
    : await NestFactory.create(officeModule(engine, settings, report), {
        bodyParser: false,
        logger: new NestLog(log),
      });
if (app) {
  app.use(helmet(), timeLimit, signIn(engine.accounts), strictBody);
  process.send?.({ ready: await listen(app, settings.host, settings.port, 'OFFICE_PORT') });
} else {
  process.send?.({ ready: null });
}

await untilStopped();
await app?.close();
stopping.abort();
await Promise.all([projecting, sealing]);
await engine.close();
process.exit(0);
