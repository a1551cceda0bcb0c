//! Where a visitor waits while a fair far away is opened: head and hands are followed from the first moment, whatever the
//! network does. Where there is no way to it, it is tried again until there is.

#[cfg(all(test, feature = "pack"))]
mod tests;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::content::may_pass;
use super::run::{Run, Turned};
use super::system::System;
use crate::cli::VisitArgs;
use crate::device::Device;
use crate::fair::{Fair, Lang, Text};
use crate::fetch::{Setup, Source, open_fair_with};
use crate::visit::log::Start;

/// From one try to the next.
const PAUSE: Duration = Duration::from_secs(5);

/// What is heard of the fair.
enum News {
    Open(Arc<Source>, Box<Fair>),
    /// It is tried again.
    Away(String),
    /// It will not be.
    Failed(anyhow::Error),
}

/// How the waiting ended.
pub enum Waited {
    Open {
        device: Device,
        source: Arc<Source>,
        fair: Box<Fair>,
    },
    /// The visitor left.
    Left,
}

/// Whether a fair is far enough away to be waited for.
pub fn is_far(spec: &str) -> bool {
    spec.contains("://")
}

/// Lets the visitor wait on a device until the fair is open. `kept` is what the system had of an earlier run, and has again
/// if it asks meanwhile.
///
/// # Errors
/// There is no such fair, it was not opened in the seconds that the visit may take, or the device is gone.
#[expect(clippy::too_many_arguments, reason = "called in one place, each argument a different thing")]
pub fn wait(
    args: &VisitArgs,
    system: &mut dyn System,
    kept: Option<&[u8]>,
    start: Instant,
    lang: Lang,
    device: Device,
    spec: &str,
    setup: &Setup,
) -> Result<Waited> {
    let news = open(spec, setup)?;
    let (source, fair) = (Arc::new(Source::none()), Fair::foyer(connecting()));
    let limit = args.seconds;
    // It is no visit yet: it is neither recorded nor measured.
    let args = VisitArgs { record: None, stats: None, seconds: None, to: None, overlay: false, ..args.clone() };
    let mut run = Run::new(&args, Start::default(), start, lang, source, fair, device, setup.store.clone(), None)?;
    let (mut idle, mut last) = (false, String::from("no answer yet"));
    loop {
        if let Some(seconds) = limit.filter(|seconds| start.elapsed().as_secs_f64() >= *seconds) {
            bail!("the fair {spec} was not opened in {seconds} s: {last}");
        }
        let wishes = system.turn(idle);
        if wishes.leave {
            return Ok(Waited::Left);
        }
        if let (true, Some(kept)) = (wishes.keep, kept) {
            system.keep(kept.to_vec());
        }
        run.charge(wishes.battery);
        match news.try_recv() {
            Ok(News::Open(source, fair)) => return Ok(Waited::Open { device: run.leave(), source, fair }),
            Ok(News::Away(why)) => {
                last.clone_from(&why);
                run.refit(Fair::foyer_closed(away(), why));
            }
            // Whoever wears a headset sees no terminal.
            Ok(News::Failed(error)) if run.is_worn() => run.refit(Fair::foyer_closed(closed(), format!("{error:#}"))),
            Ok(News::Failed(error)) => return Err(error),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
        }
        match run.turn()? {
            Turned::Over => return Ok(Waited::Left),
            turned => idle = turned == Turned::Idle,
        }
    }
}

/// Has a thread open the fair, again and again while it is the network that fails.
fn open(spec: &str, setup: &Setup) -> Result<Receiver<News>> {
    let (sender, receiver) = channel();
    let (spec, setup) = (spec.to_owned(), setup.clone());
    let begun = std::thread::Builder::new().name("opening".into()).spawn(move || knock(&spec, &setup, &sender));
    if let Err(error) = begun {
        bail!("no thread can be begun to open the fair: {error}");
    }
    Ok(receiver)
}

fn knock(spec: &str, setup: &Setup, sender: &Sender<News>) {
    let mut said = String::new();
    loop {
        let news = match open_fair_with(spec, setup) {
            Ok((source, fair)) => News::Open(source, Box::new(fair)),
            Err(error) if may_pass(&error) => News::Away(format!("{error:#}")),
            Err(error) => News::Failed(error.context(format!("cannot open the fair {spec}"))),
        };
        let News::Away(why) = &news else {
            let _ = sender.send(news);
            return;
        };
        if *why != said {
            log::warn!("the fair {spec} is out of reach, and is tried again: {why}");
            said.clone_from(why);
            if sender.send(news).is_err() {
                return;
            }
        }
        std::thread::sleep(PAUSE);
    }
}

fn connecting() -> Text {
    Text { zh: "正在进入展会……".into(), en: "Opening the fair …".into() }
}

fn away() -> Text {
    Text { zh: "暂时无法连接展会，正在重试".into(), en: "The fair is out of reach; trying again".into() }
}

fn closed() -> Text {
    Text { zh: "无法打开展会".into(), en: "The fair cannot be opened".into() }
}
