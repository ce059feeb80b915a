//! What `cargo xtask` does to a compiled module.
//!
//! `xtask-bindgen glue MODULE.wasm DIRECTORY` makes its JavaScript glue,
//! `xtask-bindgen order MODULE.wasm ORDERED.wasm` puts its functions in an order that compresses well,
//! `xtask-bindgen lean MODULE.wasm` refuses one that holds what the engine does without,
//! `xtask-bindgen size MODULE.wasm` says where its bytes go.

mod order;
mod size;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    match arguments.as_slice() {
        [command, module, directory] if command.as_os_str() == "glue" => glue(module, directory),
        [command, module, ordered] if command.as_os_str() == "order" => order::write(module, ordered),
        [command, module] if command.as_os_str() == "lean" => size::refuse_tables(module),
        [command, module] if command.as_os_str() == "size" => size::print(module),
        _ => bail!(
            "give `glue MODULE.wasm DIRECTORY`, `order MODULE.wasm ORDERED.wasm`, `lean MODULE.wasm` or `size MODULE.wasm`"
        ),
    }
}

fn glue(module: &Path, directory: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .web(true)?
        .omit_default_module_path(true)
        // Kept here, where `size` reads the names; wasm-opt drops them from what is shipped.
        .remove_name_section(false)
        .remove_producers_section(true)
        .typescript(true)
        .generate(directory)
        .with_context(|| format!("no glue for {}", module.display()))
}
