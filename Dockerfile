FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The embedded database is for machines without one; a container has its own beside it.
RUN npm ci --ignore-scripts --omit=optional
COPY tsconfig.json tsconfig.build.json ormconfig.ts ./
COPY bin bin
COPY src src
COPY templates templates
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/bin bin
COPY templates templates
USER node
EXPOSE 3000
CMD ["node", "bin/stafett.js", "start"]
