// Maps: reports of a city (show), one place (point), a place to choose (pick). Without tiles the outline is the map.
import * as L from "leaflet";
import { setPosition } from "./place.js";

const SIGNS = {
  menunggu: '<circle class="tick" cx="16" cy="14" r="5"/>',
  proses: '<circle class="tick" cx="16" cy="14" r="5"/><path class="sign" d="M16 9a5 5 0 0 1 0 10z"/>',
  selesai: '<path class="tick" d="m10.5 14.5 4 4 7-8"/>',
  choice: '<circle class="sign" cx="16" cy="14" r="5"/>',
};
const MOST_ZOOM = 19;
// Without tiles there is nothing to see close by but the outlines.
const placeZoom = (box) => (box.dataset.tiles ? 17 : 14);
const NAMES_FROM_ZOOM = 14;

function pinIcon(status) {
  return L.divIcon({
    className: `pin pin-${status}`,
    html: `<svg viewBox="0 0 32 40" aria-hidden="true"><path class="body" d="M16 38S4 25 4 14a12 12 0 0 1 24 0c0 11-12 24-12 24z"/>${SIGNS[status] || ""}</svg>`,
    iconSize: [32, 40],
    iconAnchor: [16, 38],
    popupAnchor: [0, -34],
  });
}

function boundsOf(box) {
  const [west, south, east, north] = box.dataset.bounds.split(",").map(Number);
  return L.latLngBounds([south, west], [north, east]);
}

async function json(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function popup({ title, url, text }) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = title;
  box.append(link, document.createTextNode(text || ""));
  return box;
}

function escaped(text) {
  const box = document.createElement("span");
  box.textContent = text;
  return box.innerHTML;
}

async function showReports(map, box) {
  const reports = await json(box.dataset.source);
  L.geoJSON(reports, {
    pointToLayer: (feature, at) =>
      L.marker(at, { icon: pinIcon(feature.properties.status), title: feature.properties.title, alt: feature.properties.title, riseOnHover: true }),
    onEachFeature: (feature, layer) => layer.bindPopup(() => popup(feature.properties)),
  }).addTo(map);
}

/** Many reports in a light form (see web.citizen.lists.map_points), in clusters where clusters.js came with the page. */
async function showPoints(map, box) {
  const [{ address, names, points }] = await Promise.all([json(box.dataset.points), scriptsAreThere()]);
  const { markerClusterGroup } = window.L;
  const layer = markerClusterGroup ? markerClusterGroup({ maxClusterRadius: 48, showCoverageOnHover: false, iconCreateFunction: clusterIcon }) : L.layerGroup();
  for (const [lat, lon, status, number, name] of points) {
    const title = `${names[name]}, ${number}`;
    const pin = L.marker([lat, lon], { icon: pinIcon(status), title, alt: title, riseOnHover: true });
    layer.addLayer(pin.bindPopup(() => popup({ title: names[name], url: `${address}${number}/`, text: number })));
  }
  layer.addTo(map);
}

const scriptsAreThere = () =>
  document.readyState === "complete" ? null : new Promise((go) => addEventListener("DOMContentLoaded", go, { once: true }));

function clusterIcon(cluster) {
  const count = cluster.getChildCount();
  const size = count < 10 ? 40 : count < 100 ? 48 : 56;
  return L.divIcon({ className: "pin-cluster", html: `<span>${count.toLocaleString(document.documentElement.lang)}</span>`, iconSize: [size, size] });
}

/** The boundaries, with their names when near enough; the map goes to the area chosen in the form. */
async function showOutline(map, box) {
  const outline = await json(box.dataset.outline);
  const areas = L.geoJSON(outline, {
    interactive: false,
    style: { className: "area-outline" },
    onEachFeature: ({ properties: { name } }, layer) => {
      if (name) layer.bindTooltip(name, { permanent: true, direction: "center", className: "area-name" });
    },
  }).addTo(map);
  if (outline.attribution) map.attributionControl.addAttribution(escaped(outline.attribution));
  const names = () => box.classList.toggle("with-names", map.getZoom() >= NAMES_FROM_ZOOM);
  map.on("zoomend", names);
  names();
  const chosen = document.getElementById(box.dataset.areaField);
  const goTo = () =>
    areas.eachLayer((layer) => {
      if (layer.feature.properties.code === chosen.value) map.fitBounds(layer.getBounds());
    });
  if (chosen) chosen.addEventListener("change", goTo);
}

/** One pin that a tap or a drag moves, in step with the two inputs (which the position button also fills). */
function pick(map, box) {
  const latField = document.getElementById(box.dataset.latField);
  const lonField = document.getElementById(box.dataset.lonField);
  let pin;
  const put = (at) => {
    if (!pin) {
      pin = L.marker(at, { icon: pinIcon("choice"), draggable: true, autoPan: true, alt: box.dataset.pinLabel, title: box.dataset.pinLabel }).addTo(map);
      pin.on("dragend", () => choose(pin.getLatLng()));
    } else pin.setLatLng(at);
  };
  const choose = ({ lat, lng }) => {
    put([lat, lng]);
    setPosition(latField, lonField, lat, lng);
  };
  const follow = () => {
    if (latField.value === "" || lonField.value === "") return;
    const at = L.latLng(Number(latField.value), Number(lonField.value));
    if (pin && pin.getLatLng().distanceTo(at) < 0.5) return;
    put(at);
    map.setView(at, Math.max(map.getZoom(), placeZoom(box)));
  };
  map.on("click", (event) => choose(event.latlng));
  for (const field of [latField, lonField]) field.addEventListener("change", follow);
  follow();
}

function point(map, box) {
  const at = [Number(box.dataset.lat), Number(box.dataset.lon)];
  L.marker(at, { icon: pinIcon(box.dataset.status || "choice"), keyboard: false, alt: box.dataset.label }).addTo(map);
  map.setView(at, placeZoom(box));
}

function draw(box) {
  const map = L.map(box, { maxZoom: MOST_ZOOM, zoomControl: false, scrollWheelZoom: box.dataset.map === "show" });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: MOST_ZOOM }).addTo(map);
  map.fitBounds(boundsOf(box));
  const failed = () => {
    const line = document.createElement("p");
    line.className = "muted";
    line.textContent = box.dataset.failed;
    box.after(line);
  };
  if (box.dataset.outline) showOutline(map, box).catch(failed);
  if (box.dataset.source) showReports(map, box).catch(failed);
  if (box.dataset.points) showPoints(map, box).catch(failed);
  if (box.dataset.map === "pick") pick(map, box);
  if (box.dataset.map === "point") point(map, box);
}

/** A map in a part of the page that is hidden (a later step) is drawn when it appears: it needs to know its size. */
function drawWhenShown(box) {
  box.hidden = false;
  if (box.offsetWidth || !window.ResizeObserver) return draw(box);
  const waiting = new ResizeObserver(() => {
    if (!box.offsetWidth) return;
    waiting.disconnect();
    draw(box);
  });
  return waiting.observe(box);
}

for (const box of document.querySelectorAll("[data-map]")) drawWhenShown(box);
