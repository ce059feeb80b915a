//! The table of time zones, which stays on the host's side: only the zones that a policy names cross.

use wasm_bindgen::prelude::*;

use crate::calendar::ZoneSource;

#[wasm_bindgen]
extern "C" {
    /// The package's lookup in the table of `holdpoint/zones`.
    pub type Zones;

    /// The line of a zone, if there is one of this name.
    #[wasm_bindgen(method)]
    fn line(this: &Zones, name: &str) -> Option<String>;

    /// Every name, a line each.
    #[wasm_bindgen(method)]
    fn names(this: &Zones) -> String;
}

impl ZoneSource for Zones {
    fn line(&self, name: &str) -> Option<String> {
        self.line(name)
    }

    fn names(&self) -> Vec<String> {
        self.names().lines().map(str::to_owned).collect()
    }
}
