//! `gltf::import` as a peer: a path a line, a line of JSON for each. Every load runs in a process of its own.

use std::io::{BufRead, Write};
use std::process::Command;
use std::time::Instant;

fn resident(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

fn once(path: &str) {
    let before = resident("VmRSS:");
    let start = Instant::now();
    match gltf::import(path) {
        Ok((document, buffers, images)) => {
            let ms = start.elapsed().as_secs_f64() * 1e3;
            let peak = resident("VmHWM:").zip(before).map(|(peak, before)| peak.saturating_sub(before));
            let peak = peak.map_or("null".to_owned(), |bytes| bytes.to_string());
            println!("{{\"ms\":{ms},\"peak_bytes\":{peak},\"threads\":1}}");
            drop((document, buffers, images));
        }
        Err(error) => println!("gltf::import refuses it: {error}"),
    }
}

fn main() {
    if let Some(path) = std::env::args().nth(1) {
        return once(&path);
    }
    let own = std::env::current_exe().expect("a program has a path");
    for path in std::io::stdin().lock().lines().map_while(Result::ok) {
        let output = Command::new(&own).arg(&path).output().expect("this program runs");
        let mut out = std::io::stdout().lock();
        // Whoever asks waits for a line, whatever became of the load.
        let answer = if output.stdout.is_empty() { b"gltf::import died of it\n" } else { output.stdout.as_slice() };
        out.write_all(answer).and_then(|()| out.flush()).expect("somebody reads");
    }
}
