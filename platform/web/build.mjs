// Builds assets/ into static/build/: one style sheet or script per entry, minified. Django's manifest storage adds the
// content hash to the names. `node build.mjs --watch` builds again at each change.
import { build, context } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "static", "build");

const sassToCss = {
  name: "sass",
  setup({ onLoad }) {
    onLoad({ filter: /\.scss$/ }, ({ path: file }) => {
      // Bootstrap 5.3 itself still uses what newer Sass deprecates; that is not ours to mend.
      const { css, loadedUrls } = compile(file, {
        loadPaths: [path.join(here, "node_modules")],
        quietDeps: true,
        silenceDeprecations: ["import"],
      });
      return {
        contents: css,
        loader: "css",
        resolveDir: path.dirname(file),
        watchFiles: loadedUrls.map((url) => fileURLToPath(url)),
      };
    });
  },
};

const options = {
  absWorkingDir: here,
  entryPoints: [
    { in: "assets/styles/laksa.scss", out: "laksa" },
    { in: "assets/styles/desk.scss", out: "desk" },
    { in: "assets/styles/map.scss", out: "map" },
    { in: "assets/styles/province.scss", out: "province" },
    { in: "assets/scripts/citizen.js", out: "citizen" },
    { in: "assets/scripts/desk.js", out: "desk" },
    { in: "assets/scripts/map.js", out: "map" },
    { in: "assets/scripts/passkey.js", out: "passkey" },
    // After map.js, whose Leaflet it extends; only on pages that show many reports.
    { in: "leaflet.markercluster", out: "clusters" },
  ],
  outdir: target,
  bundle: true,
  minify: true,
  target: ["es2019", "chrome80", "safari14.1", "firefox78"],
  format: "iife",
  loader: { ".png": "dataurl" },
  legalComments: "linked",
  logLevel: "info",
  plugins: [sassToCss],
};

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await cp(path.join(here, "assets", "images"), target, { recursive: true });
if (process.argv.includes("--watch")) {
  const watched = await context(options);
  await watched.watch();
} else {
  await build(options);
}
