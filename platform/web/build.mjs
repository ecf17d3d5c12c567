// Builds assets/ into static/build/: one style sheet or script per entry, minified. Django's manifest storage adds the
// content hash to the names. `node build.mjs --watch` builds again at each change. A build is made aside and takes the
// place of the last one only when it has succeeded. The fonts of letters (PDF) go to static/letter-fonts: the server sets
// them, no browser ever asks for them.
import { build, context } from "esbuild";
import { copyFile, cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "static", "build");
const fonts = path.join(here, "static", "letter-fonts");
const aside = path.join(here, "static", `unfinished-${process.pid}`);

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
  outdir: aside,
  bundle: true,
  minify: true,
  target: ["es2019", "chrome80", "safari14.1", "firefox78"],
  format: "iife",
  loader: { ".png": "dataurl" },
  legalComments: "linked",
  logLevel: "warning",
  plugins: [sassToCss],
};

// Regular and bold of every family that package.json names: letters use no other weights.
async function copyFonts(folder) {
  const source = path.join(here, "node_modules", "@expo-google-fonts");
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(source, { recursive: true })) {
    if (/_(400Regular|700Bold)\.ttf$/.test(file)) {
      await copyFile(path.join(source, file), path.join(folder, path.basename(file)));
    }
  }
}

// Of Lucide's icons those the templates name, and our own shapes of the three statuses (assets/icons).
const LUCIDE = [
  "arrow-left", "arrow-right", "bell", "camera", "check", "clock", "copy", "eye", "inbox", "info", "list", "lock",
  "map-pin", "message-square", "phone", "plus", "printer", "search", "triangle-alert", "undo-2", "user", "users", "x",
];

// One file that pages refer into: <use href="icons.svg#camera">. Line and fill come from the style sheet.
async function buildSprite(folder) {
  const lucide = JSON.parse(await readFile(path.join(here, "node_modules/@iconify-json/lucide/icons.json"), "utf8"));
  const shapes = LUCIDE.map((name) => [name, lucide.icons[name].body.replaceAll(/ (fill|stroke[a-z-]*)="[^"]*"/g, "")]);
  const own = path.join(here, "assets", "icons");
  for (const file of (await readdir(own)).sort()) {
    shapes.push([path.basename(file, ".svg"), (await readFile(path.join(own, file), "utf8")).trim()]);
  }
  const symbols = shapes.map(([name, body]) => `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`);
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
  await writeFile(path.join(folder, "icons.svg"), sprite);
}

async function replace(made, place) {
  await rm(place, { recursive: true, force: true });
  await rename(made, place);
}

try {
  await mkdir(aside, { recursive: true });
  await cp(path.join(here, "assets", "images"), aside, { recursive: true });
  await build(options);
  await buildSprite(aside);
  await copyFonts(`${aside}-fonts`);
  await replace(`${aside}-fonts`, fonts);
  await replace(aside, target);
} finally {
  await rm(aside, { recursive: true, force: true });
  await rm(`${aside}-fonts`, { recursive: true, force: true });
}
if (process.argv.includes("--watch")) {
  const watched = await context({ ...options, outdir: target });
  await watched.watch();
}
