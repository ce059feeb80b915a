import "@fontsource-variable/overpass";
import "@fontsource-variable/overpass-mono";
import "./style/base.css";
import "./style/layout.css";
import "./style/editor.css";
import "./style/decision.css";
import "./style/fleet.css";

import { render } from "preact";

import { App } from "./app.js";
import { DeskStore } from "./state/desk.js";
import { FIRST, presetOf, welcome } from "./state/presets.js";

const address = () => decodeURIComponent(location.hash.slice(1));

const store = new DeskStore(presetOf(address()) ?? welcome);
const follow = () => store.openHash(address() || FIRST);
window.addEventListener("hashchange", follow);
window.addEventListener("popstate", follow);

const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no place for the app");
render(<App store={store} />, root);
