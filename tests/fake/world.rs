//! What the runtime holds, and what a test makes it do.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};

use openxr::sys::{self, Result as Code, SessionState as State};

pub use super::script::*;

pub struct World {
    pub script: Script,
    pub now: i64,
    pub slept: u64,
    pub objects: HashMap<u64, Object>,
    next: u64,
    pub paths: Vec<String>,
    pub events: VecDeque<Event>,
    batch: bool,
    /// So many of the next events vanish.
    pub drop_events: u32,
    lost_events: u32,
    /// The news of lost events is in this batch: the states that come with it may be from before.
    lost_in_batch: bool,
    pub doubt: bool,
    pub goal: Goal,
    pub faults: Vec<Fault>,
    pub absent: bool,
    pub unreachable: bool,
    pub system: u64,
    pub render: bool,
    pub views_valid: bool,
    /// Views without a position.
    pub turning_only: bool,
    /// Of head and hands above the origin of the space that they are located in, metres.
    pub height: f32,
    /// Views that are said to be valid, and are no numbers.
    pub senseless: bool,
    pub hands: [Hand; 2],
    /// Display periods that the next frame comes late.
    pub late: i64,
    pub period: i64,
    /// What it says the period is, where that is nonsense.
    pub nonsense: Option<i64>,
    pub rate: f32,
    /// What was asked for of the processors.
    pub speeds: Vec<(sys::PerfSettingsDomainEXT, sys::PerfSettingsLevelEXT)>,
    pub mask: Vec<u32>,
    pub violations: Vec<String>,
    /// The last calls.
    pub trace: VecDeque<&'static str>,
    pub shown: u64,
    pub shown_depth: u64,
    /// Quad layers, all in all.
    pub shown_quads: u64,
    pub ended: u64,
    pub haptics: u64,
    pub suggested: Vec<String>,
    /// What was suggested: profile, action, path.
    pub bindings: Vec<(String, u64, String)>,
    /// Paths that are pressed, all the way; states then come from what the hands' profiles are bound to.
    pub presses: Option<Vec<String>>,
    pub sessions_made: u64,
    pub instances_made: u64,
    pub last_space: Option<Place>,
    /// How often each function was called.
    pub calls: HashMap<&'static str, u64>,
}

thread_local! {
    static WORLD: RefCell<World> = RefCell::new(World::new(Script::default()));
}

/// This thread's runtime.
pub fn world<R>(f: impl FnOnce(&mut World) -> R) -> R {
    WORLD.with(|w| f(&mut w.borrow_mut()))
}

/// A call: traced, failed where the script says so, else done by `f`.
pub fn enter(call: &'static str, f: impl FnOnce(&mut World) -> Result<Code, Code>) -> Code {
    world(|w| {
        if w.trace.len() == 60 {
            w.trace.pop_front();
        }
        w.trace.push_back(call);
        *w.calls.entry(call).or_default() += 1;
        match f(w) {
            Ok(code) | Err(code) => code,
        }
    })
}

impl World {
    pub fn new(script: Script) -> World {
        World {
            script,
            now: 1_000_000_000,
            slept: 0,
            objects: HashMap::new(),
            next: 100,
            paths: vec![String::new()],
            events: VecDeque::new(),
            batch: false,
            drop_events: 0,
            lost_events: 0,
            lost_in_batch: false,
            doubt: false,
            goal: Goal::Focused,
            faults: Vec::new(),
            absent: false,
            unreachable: false,
            system: 7,
            render: true,
            views_valid: true,
            turning_only: false,
            height: 1.6,
            senseless: false,
            hands: [Hand { tracked: true, trigger: 0.0, profile: None }; 2],
            late: 0,
            period: 10_000_000,
            nonsense: None,
            rate: 72.0,
            speeds: Vec::new(),
            mask: vec![0, 1, 2],
            violations: Vec::new(),
            trace: VecDeque::new(),
            shown: 0,
            shown_depth: 0,
            shown_quads: 0,
            ended: 0,
            haptics: 0,
            suggested: Vec::new(),
            bindings: Vec::new(),
            presses: None,
            sessions_made: 0,
            instances_made: 0,
            last_space: None,
            calls: HashMap::new(),
        }
    }

    pub fn violate(&mut self, what: impl Into<String>) {
        let last = self.trace.back().copied().unwrap_or("");
        self.violations.push(format!("{last}: {}", what.into()));
    }

    pub fn add(&mut self, object: Object) -> u64 {
        self.next += 1;
        self.objects.insert(self.next, object);
        self.next
    }

    /// The failure that the script has for this call.
    pub fn fault(&mut self) -> Result<(), Code> {
        let call = self.trace.back().copied().unwrap_or("");
        for fault in &mut self.faults {
            if fault.times == 0 || !(fault.call.is_empty() || fault.call == call) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            fault.times -= 1;
            let result = fault.result;
            for object in self.objects.values_mut() {
                match object {
                    Object::Session(session) => {
                        session.tainted = true;
                        session.lost |= result == Code::ERROR_SESSION_LOST;
                    }
                    Object::Instance { lost, .. } => *lost |= result == Code::ERROR_INSTANCE_LOST,
                    _ => {}
                }
            }
            return Err(result);
        }
        Ok(())
    }

    pub fn enabled(&self, instance: sys::Instance, extension: &str) -> bool {
        use sys::Handle as _;
        let object = self.objects.get(&instance.into_raw());
        matches!(object, Some(Object::Instance { extensions, .. }) if extensions.contains(extension))
    }

    /// The instance of a call on it, if it is alive.
    pub fn instance(&mut self, handle: u64) -> Result<(), Code> {
        match self.objects.get(&handle) {
            Some(Object::Instance { lost: false, .. }) => self.fault(),
            Some(Object::Instance { .. }) => Err(Code::ERROR_INSTANCE_LOST),
            _ => {
                self.violate("no such instance");
                Err(Code::ERROR_HANDLE_INVALID)
            }
        }
    }

    /// The session of a call on it, if it is alive.
    pub fn session(&mut self, handle: u64) -> Result<&mut Session, Code> {
        let (lost, instance) = match self.objects.get(&handle) {
            Some(Object::Session(session)) => (session.lost, session.instance),
            _ => {
                self.violate("no such session");
                return Err(Code::ERROR_HANDLE_INVALID);
            }
        };
        self.instance(instance)?;
        match self.objects.get_mut(&handle) {
            Some(Object::Session(session)) if !lost && !session.lost => Ok(session),
            _ => Err(Code::ERROR_SESSION_LOST),
        }
    }

    pub fn chain(&mut self, handle: u64) -> Result<&mut Chain, Code> {
        let session = match self.objects.get(&handle) {
            Some(Object::Swapchain(chain)) => chain.session,
            _ => {
                self.violate("no such swapchain");
                return Err(Code::ERROR_HANDLE_INVALID);
            }
        };
        self.session(session)?;
        match self.objects.get_mut(&handle) {
            Some(Object::Swapchain(chain)) => Ok(chain),
            _ => Err(Code::ERROR_HANDLE_INVALID),
        }
    }

    pub fn tell(&mut self, event: Event) {
        if self.drop_events > 0 {
            self.drop_events -= 1;
            self.lost_events += 1;
            self.doubt = true;
            return;
        }
        self.events.push_back(event);
    }

    /// The next event; one step of a session's way to its goal a batch.
    pub fn next_event(&mut self) -> Option<Event> {
        if self.lost_events > 0 {
            self.lost_in_batch = true;
            return Some(Event::Lost(std::mem::take(&mut self.lost_events)));
        }
        if self.events.is_empty() && !std::mem::replace(&mut self.batch, true) {
            self.advance();
            if self.lost_events > 0 {
                return self.next_event();
            }
        }
        let event = self.events.pop_front();
        if let Some(Event::State(session, _)) = event
            && self.objects.contains_key(&session)
            && !self.lost_in_batch
        {
            self.doubt = false;
        }
        self.batch &= event.is_some();
        self.lost_in_batch &= event.is_some();
        event
    }

    /// The one session, if there is one.
    pub fn current(&mut self) -> Option<(u64, &mut Session)> {
        self.objects.iter_mut().find_map(|(handle, object)| match object {
            Object::Session(session) => Some((*handle, session.as_mut())),
            _ => None,
        })
    }

    /// One edge of the session state machine (OpenXR 1.1, "Session States") towards the goal.
    fn advance(&mut self) {
        let goal = self.goal;
        let Some((handle, session)) = self.current() else { return };
        if session.lost {
            return;
        }
        if session.state == State::LOSS_PENDING {
            session.patience = session.patience.saturating_sub(1);
            session.lost = session.patience == 0;
            return;
        }
        let goal = if session.exit { Goal::Exit } else { goal };
        let down = matches!(goal, Goal::Off | Goal::Exit);
        let next = match session.state {
            State::UNKNOWN => State::IDLE,
            State::IDLE if goal == Goal::Exit => State::EXITING,
            State::IDLE if !down => State::READY,
            State::READY if session.running && session.ended > 0 => State::SYNCHRONIZED,
            State::SYNCHRONIZED if down => State::STOPPING,
            State::SYNCHRONIZED if matches!(goal, Goal::Visible | Goal::Focused) => State::VISIBLE,
            State::VISIBLE if goal == Goal::Focused => State::FOCUSED,
            State::VISIBLE if goal != Goal::Visible => State::SYNCHRONIZED,
            State::FOCUSED if goal != Goal::Focused => State::VISIBLE,
            _ => return,
        };
        session.state = next;
        self.tell(Event::State(handle, next));
    }

    /// Another instance has a queue of its own.
    pub fn forget_events(&mut self) {
        self.events.clear();
        (self.lost_events, self.lost_in_batch, self.doubt) = (0, false, false);
    }

    /// The runtime takes the session away.
    pub fn take_session(&mut self) {
        if let Some((handle, session)) = self.current() {
            session.state = State::LOSS_PENDING;
            session.tainted = true;
            self.tell(Event::State(handle, State::LOSS_PENDING));
        }
    }

    /// The runtime is gone from one call to the next.
    pub fn vanish(&mut self) {
        for object in self.objects.values_mut() {
            if let Object::Instance { lost, .. } = object {
                *lost = true;
            }
        }
    }

    /// Removes an object whose children are gone.
    pub fn remove(&mut self, handle: u64, fits: fn(&Object) -> bool) -> Code {
        if !self.objects.get(&handle).is_some_and(fits) {
            self.violate("destroyed what is not there");
            return Code::ERROR_HANDLE_INVALID;
        }
        let children = self.objects.values().filter(|object| object.parent() == Some(handle)).count();
        if children > 0 {
            self.violate(format!("destroyed before {children} of its children"));
        }
        self.objects.remove(&handle);
        Code::SUCCESS
    }
}
