//! Looking whether a server that was out of reach is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use boothwalk::fetch::Watch;

use super::server::{Reply, serve, setup};

fn eventually(what: &str, so: impl Fn() -> bool) {
    let soon = |_| {
        std::thread::sleep(Duration::from_millis(2));
        so()
    };
    assert!((0..5000).any(soon), "never {what}");
}

#[test]
fn neither_a_portal_nor_a_gateway_in_trouble_is_the_server() {
    let way = Arc::new(AtomicUsize::new(0));
    let own = way.clone();
    let server = serve(move |request, reply| {
        // What opens the fair is answered rightly.
        match own.load(Ordering::SeqCst) {
            1 if request.method == "HEAD" => reply.set("Content-Type", "text/html"),
            2 => *reply = Reply::status(503),
            3 => {
                *reply = Reply::status(302);
                reply.set("Location", "http://login.invalid/");
            }
            4 => *reply = Reply::status(404),
            _ => {}
        }
    });
    server.put_fair("F");
    let watch = Watch::new(Arc::new(server.source_with(&setup())));
    let looks = || server.asked().iter().filter(|request| request.method == "HEAD").count();
    std::thread::sleep(Duration::from_millis(30));
    assert!(looks() == 0 && !watch.answered(), "nothing is looked for before it is missed");
    for wrong in 1..=4 {
        way.store(wrong, Ordering::SeqCst);
        let before = looks();
        watch.begin();
        eventually("three looks", || looks() >= before + 3);
        assert!(!watch.answered(), "{wrong}");
    }
    way.store(0, Ordering::SeqCst);
    eventually("an answer", || watch.answered());
    let last = looks();
    std::thread::sleep(Duration::from_millis(100));
    assert!(!watch.answered() && looks() == last, "once is enough");
    // Nobody at all.
    server.go_down();
    watch.begin();
    std::thread::sleep(Duration::from_millis(100));
    assert!(!watch.answered());
}
