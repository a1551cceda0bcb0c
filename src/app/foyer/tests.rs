//! Headsets in a runtime within this process, and fairs behind networks that do not work.

use std::net::TcpListener;
use std::path::Path;

use clap::Parser;

use super::*;
use crate::app::Wishes;
use crate::app::feed::faults::server::{Server, serve_at};
use crate::app::feed::tests::{MODELS, packed};
use crate::cli::{Cli, Command};
use crate::device::headset::Headset;
use crate::fake::{Script, install, options, world};
use crate::fetch::Patience;

/// Leaves after so many pictures; once it has seen a few, the fair of a folder is served at an address.
struct Watcher<'a> {
    leave: u64,
    serve: Option<(&'a Path, String)>,
    server: Option<Server>,
    kept: Vec<u8>,
    /// When the first picture was shown.
    first: Option<Instant>,
    /// When it gives up.
    end: Instant,
}

impl<'a> Watcher<'a> {
    fn new(leave: u64, serve: Option<(&'a Path, String)>) -> Watcher<'a> {
        let end = Instant::now() + Duration::from_secs(120);
        Watcher { leave, serve, server: None, kept: Vec::new(), first: None, end }
    }
}

impl System for Watcher<'_> {
    fn turn(&mut self, _: bool) -> Wishes {
        let shown = world(|w| w.shown);
        if shown > 0 {
            self.first.get_or_insert_with(Instant::now);
        }
        if let Some((folder, address)) = self.serve.take_if(|_| shown > 200) {
            let server = serve_at(&address, |_, _| ());
            for file in walk(folder) {
                let name = file.strip_prefix(folder).unwrap().to_str().unwrap();
                server.put(&format!("/{name}"), &std::fs::read(&file).unwrap());
            }
            self.server = Some(server);
        }
        Wishes { leave: shown >= self.leave || Instant::now() > self.end, keep: shown == 5, ..Wishes::default() }
    }

    fn keep(&mut self, kept: Vec<u8>) {
        self.kept = kept;
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

fn wait_for(spec: &str, system: &mut Watcher<'_>) -> Result<Waited> {
    let start = Instant::now();
    install(Script::default());
    let device = Device::Headset(Box::new(Headset::open(options()).unwrap()));
    let Some(Command::Visit(args)) = Cli::try_parse_from(["boothwalk", "visit"]).unwrap().command else { panic!() };
    let setup = Setup { patience: Patience { tries: 1, ..Patience::default() }, ..Setup::default() };
    wait(&args, system, Some(&[7]), start, Lang::Zh, device, spec, &setup)
}

#[test]
fn a_host_that_does_not_answer_keeps_no_picture_from_the_headset() {
    // It takes the call, and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let spec = format!("http://{}/fair.json", listener.local_addr().unwrap());
    let start = Instant::now();
    let mut system = Watcher::new(72, None);
    assert!(matches!(wait_for(&spec, &mut system).unwrap(), Waited::Left));
    // What stores allow from the start to a picture that follows the head.
    let first = system.first.unwrap() - start;
    eprintln!("the first picture after {first:?}");
    assert!(first < Duration::from_secs(4));
    assert_eq!(system.kept, [7], "where the visitor was before is not forgotten");
    assert_eq!(world(|w| std::mem::take(&mut w.violations)), [] as [&str; 0]);
}

#[test]
fn a_fair_that_is_away_is_opened_in_the_same_session_once_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let out = packed(folder.path(), MODELS);
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let spec = format!("http://{address}/fair.json");
    let serve = Some((out.as_path(), address));
    let mut system = Watcher::new(u64::MAX, serve);
    let Waited::Open { device, fair, .. } = wait_for(&spec, &mut system).unwrap() else { panic!("nobody left") };
    assert_eq!((fair.id.as_str(), fair.booths.len()), ("small", 2));
    assert!(system.server.is_some() && world(|w| w.shown) > 200);
    assert_eq!(world(|w| (w.sessions_made, w.instances_made)), (1, 1));
    drop(device);
    assert_eq!(world(|w| std::mem::take(&mut w.violations)), [] as [&str; 0]);
}

#[test]
fn what_is_no_fair_is_said_where_it_is_seen() {
    // A headset shows it until its wearer leaves; nobody sees a terminal there.
    let server = serve_at("127.0.0.1:0", |_, _| ());
    let mut system = Watcher::new(3000, None);
    assert!(matches!(wait_for(&format!("{}/fair.json", server.spec()), &mut system).unwrap(), Waited::Left));
    assert!(world(|w| w.shown) >= 3000);
}
