import { version } from "holdpoint"; console.log(version);
