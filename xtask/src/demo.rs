//! Shows Holdpoint at work: decides the cases of `examples/cases` with the packed package, then serves the page.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::proc::{self, Line as _};
use crate::{setup, wasm};

const PORT: u16 = 4173;

/// `demo [--port N] [--no-serve]`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (mut port, mut serving) = (PORT, true);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "--no-serve" => serving = false,
            "--port" => {
                let number = words.next().context("`--port` lacks its number")?;
                port = number.parse().with_context(|| format!("`{number}` is no port"))?;
            }
            other => bail!("`demo` doesn't know `{other}`"),
        }
    }
    wasm::build()?;
    let app = install_packed()?;
    classify(&app)?;
    build_page()?;
    if serving { serve(port) } else { Ok(()) }
}

/// Packs the package and installs it into an empty project, as a user would.
fn install_packed() -> Result<PathBuf> {
    let app = proc::target().join("demo");
    proc::step("pack the package and install it", || {
        if app.exists() {
            std::fs::remove_dir_all(&app)?;
        }
        std::fs::create_dir_all(&app)?;
        proc::run(setup::npm("pkg").line("pack --pack-destination").arg(&app))?;
        let packed = std::fs::read_dir(&app)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
            .context("`npm pack` made no archive")?;
        std::fs::write(app.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
        // The package has no dependencies, so nothing has to be fetched.
        let mut install = setup::npm("pkg");
        install.current_dir(&app).line("install --offline --ignore-scripts --no-audit --no-fund").arg(packed);
        proc::run(&mut install)
    })?;
    Ok(app)
}

fn classify(app: &Path) -> Result<()> {
    let script = app.join("classify.mjs");
    // Beside the installed package, because that is where an import by name is looked for.
    std::fs::copy(proc::root().join("xtask/demo/classify.mjs"), &script)?;
    proc::show(proc::program("node").arg(&script).arg("examples/cases")).context("the example cases")
}

fn build_page() -> Result<()> {
    setup::npm_packages("www")?;
    proc::step("build the page", || proc::run(setup::npm("www").line("run build")))?;
    Ok(())
}

fn serve(port: u16) -> Result<()> {
    proc::show(proc::program("node").arg("xtask/demo/serve.mjs").arg("www/dist").arg(port.to_string()))
        .with_context(|| format!("the page can't be served at port {port}; choose another with `--port`"))
}
