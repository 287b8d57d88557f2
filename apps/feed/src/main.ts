import 'reflect-metadata';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { takeSettings } from '#platform/configuration';
import { listen, NestLog, openLog, reportTo, strictBody, timeLimit, untilStopped } from '#web';
import { PageErrors } from './errors.filter.js';
import { feedModule } from './feed.module.js';

/** The public server: pages, feeds, announcements and the public GraphQL, for everyone, without a key. */
const settings = takeSettings('feed');
const log = openLog(join(settings.dataDir, 'log', 'feed.log'), settings.logLevel, 'feed');
const report = reportTo(log);

const app = await NestFactory.create<NestExpressApplication>(feedModule(settings, report), {
  bodyParser: false,
  logger: new NestLog(log),
});
app.use(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    strictTransportSecurity: settings.publicUrl.startsWith('https:'),
  }),
);
app.use(timeLimit);
app.use('/graphql', strictBody);
app.useStaticAssets(fileURLToPath(new URL('../assets/', import.meta.url)), {
  prefix: '/assets/',
  maxAge: '1h',
  index: false,
  redirect: false,
});
app.useGlobalFilters(new PageErrors(report));
app.set('query parser', 'simple');
process.send?.({ ready: await listen(app, settings.host, settings.port, 'PORT') });

await untilStopped();
await app.close();
process.exit(0);
