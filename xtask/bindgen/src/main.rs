//! Makes the JavaScript glue of a compiled module: `xtask-bindgen MODULE.wasm DIRECTORY`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, directory] = arguments.as_slice() else {
        bail!("give the compiled module and the directory for the glue");
    };
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .omit_default_module_path(true)
        // Kept here: `cargo xtask size` reads the names, wasm-opt drops them from what is shipped.
        .remove_name_section(false)
        .remove_producers_section(true)
        .typescript(true)
        .generate(directory)
        .with_context(|| format!("no glue for {}", module.display()))
}
