#!/bin/sh
# Starts the container: brings the schema up to date, then hands over to supervisord, which runs the server and nginx. With
# arguments it is the command `algoroom` (docs/deploying.md), beside a running server or instead of one.
set -eu
umask 027

# Without any setting, what people type lies in the volume.
if [ -z "${DATABASE_URL:-}" ] && [ "${REPOSITORY_TYPE:-sqlite}" = sqlite ]; then
  export DATABASE_URL=sqlite:////data/algoroom.db
fi
[ $# -eq 0 ] || exec python -m app.commands "$@"
export PORT="${PORT:-8080}"

# Several containers may do this at once: one migrates, the others wait for it.
python -m app.db.migrate

# Where the server listens, for nginx alone. It matters to who gives the container the network of its host.
if [ -z "${APP_PORT:-}" ]; then
  APP_PORT=8000
  [ "$PORT" != 8000 ] || APP_PORT=8001
fi
export APP_PORT

python -m app.container.nginx /opt/algoroom/nginx.conf /tmp/algoroom
exec python -m app.container.supervise /opt/algoroom/supervisord.conf
