#!/usr/bin/env bash
# Builds the page into dist/web; does only what is out of date.   usage: build.sh build|test
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --no-audit --no-fund --silent </dev/null
  touch node_modules/.package-lock.json
fi
case "${1:-build}" in
  build)
    if [ -z "$(find src public tools index.html package-lock.json vite.config.ts tsconfig.json ../tuner/src/main/resources/openapi.yaml \
      -not -path src/api/generated.ts -newer dist/web/index.html -print -quit 2>&1)" ]; then
      exit 0
    fi
    npm run --silent build </dev/null
    ;;
  test) npm test --silent </dev/null ;;
  *) echo "usage: build.sh build|test" >&2; exit 2 ;;
esac
