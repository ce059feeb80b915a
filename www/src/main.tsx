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
import { openingOf } from "./state/link.js";
import { FIRST, welcome } from "./state/presets.js";

const address = () => location.hash.slice(1) || FIRST;

const store = new DeskStore(openingOf(address()) ?? { preset: welcome, policyText: welcome.policy, caseText: welcome.case });
// Raised by the back button and by addresses that somebody types, not by the page's own `pushState`.
window.addEventListener("popstate", () => store.openHash(address()));

const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no place for the app");
render(<App store={store} />, root);
