import "@fontsource-variable/overpass";
import "@fontsource-variable/overpass-mono";
import "./style/base.css";
import "./style/layout.css";
import "./style/editor.css";
import "./style/decision.css";
import "./style/fleet.css";
import "./style/escalate.css";
import "./style/plan.css";
import "./style/measure.css";

import { render } from "preact";

import { Frame } from "./frame/frame.js";
import { Router } from "./frame/router.js";
import { classifyRoom } from "./rooms/classify.js";
import { escalateRoom } from "./rooms/escalate.js";
import { measureRoom } from "./rooms/measure.js";
import { rollbackRoom } from "./rooms/rollback.js";

const address = () => location.hash.slice(1);

const router = new Router([classifyRoom, escalateRoom, rollbackRoom, measureRoom], address());
// Raised by the back button and by addresses that somebody types, not by the page's own `pushState`.
window.addEventListener("popstate", () => router.follow(address()));

const root = document.querySelector("#app");
if (root === null) throw new Error("the page has no place for the app");
render(<Frame router={router} />, root);
