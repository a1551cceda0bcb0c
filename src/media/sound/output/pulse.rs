//! PulseAudio's protocol, which PipeWire speaks as well. The server changes rate and channels to what the device has.

use std::ffi::CString;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use pulseaudio::protocol::stream::{BufferAttr, StreamFlags};
use pulseaudio::protocol::{
    self, AuthParams, AuthReply, ChannelMap, Command, CreatePlaybackStreamReply, PlaybackStreamParams, Prop, Props,
    SampleFormat, SampleSpec, SetClientNameReply,
};

use super::{End, RATE};
use crate::media::sound::mixer::Mixer;

/// How long the server may take to say something that it has begun to say; and how often the visit's end is looked for.
const PATIENCE: Duration = Duration::from_millis(250);
/// Turns without a request after which the stream is taken for dead, unless its device sleeps: some seconds.
const SILENT: u32 = 40;
/// What is on its way to the device, in seconds: the head turns meanwhile.
const AHEAD: f32 = 0.06;
/// Bytes of a frame: two channels.
const FRAME: usize = 8;
/// The most that is mixed for one request, in frames.
const MOST: usize = 16_384;
/// The longest message that is read, and the most that is given at once, in bytes.
const LONGEST: u32 = 1 << 20;
const MOST_WANTED: usize = 1 << 22;

pub fn play(mut mixer: Mixer, stop: &Arc<AtomicBool>) -> (Option<Mixer>, End) {
    mixer.set_rate(RATE);
    let end = match open() {
        Ok(server) => match server.serve(&mut mixer, stop) {
            Ok(()) => End::Stopped,
            Err(error) => End::Gone(format!("{error:#}")),
        },
        Err(error) => End::Gone(format!("{error:#}")),
    };
    (Some(mixer), end)
}

struct Server {
    socket: BufReader<UnixStream>,
    version: u16,
    channel: u32,
    /// Bytes that the server asked for at once.
    wanted: usize,
}

/// Where servers listen, the likeliest first.
fn sockets() -> Vec<PathBuf> {
    let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let server = var("PULSE_SERVER").and_then(|server| Some(PathBuf::from(server.strip_prefix("unix:")?)));
    let runtime = var("PULSE_RUNTIME_PATH").map(|folder| PathBuf::from(folder).join("native"));
    let usual = var("XDG_RUNTIME_DIR").map(|folder| PathBuf::from(folder).join("pulse/native"));
    server.into_iter().chain(runtime).chain(usual).collect()
}

fn open() -> Result<Server> {
    let mut last = None;
    for path in sockets() {
        match UnixStream::connect(&path) {
            Ok(socket) => return greet(socket).context("the server of PulseAudio or PipeWire refuses"),
            Err(error) => last = Some(anyhow::Error::new(error).context(path.display().to_string())),
        }
    }
    match last {
        Some(error) => Err(error.context("no server of PulseAudio or PipeWire")),
        None => bail!("no server of PulseAudio or PipeWire: XDG_RUNTIME_DIR is not set"),
    }
}

fn greet(socket: UnixStream) -> Result<Server> {
    socket.set_read_timeout(Some(Duration::from_secs(5)))?;
    socket.set_write_timeout(Some(Duration::from_secs(5)))?;
    let mut socket = BufReader::new(socket);
    let version = protocol::MAX_VERSION;
    let cookie = protocol_cookie();
    let auth = Command::Auth(AuthParams { version, supports_shm: false, supports_memfd: false, cookie });
    protocol::write_command_message(socket.get_mut(), 0, &auth, version)?;
    let (_, reply) = protocol::read_reply_message::<AuthReply>(&mut socket, version)?;
    let version = version.min(reply.version);
    let mut props = Props::new();
    props.set(Prop::ApplicationName, c"Boothwalk");
    props.set(Prop::ApplicationId, c"org.boothwalk");
    props.set(Prop::ApplicationProcessId, CString::new(std::process::id().to_string())?.as_c_str());
    protocol::write_command_message(socket.get_mut(), 1, &Command::SetClientName(props), version)?;
    protocol::read_reply_message::<SetClientNameReply>(&mut socket, version)?;
    let ahead = (AHEAD * RATE as f32) as u32 * FRAME as u32;
    let mut props = Props::new();
    props.set(Prop::MediaName, c"Boothwalk");
    props.set(Prop::MediaRole, c"game");
    let params = PlaybackStreamParams {
        sample_spec: SampleSpec { format: SampleFormat::Float32Le, channels: 2, sample_rate: RATE },
        channel_map: ChannelMap::stereo(),
        buffer_attr: BufferAttr {
            max_length: u32::MAX,
            target_length: ahead,
            pre_buffering: u32::MAX,
            minimum_request_length: u32::MAX,
            ..BufferAttr::default()
        },
        props,
        flags: StreamFlags { adjust_latency: true, ..StreamFlags::default() },
        ..PlaybackStreamParams::default()
    };
    protocol::write_command_message(socket.get_mut(), 2, &Command::CreatePlaybackStream(params), version)?;
    let (_, reply) = protocol::read_reply_message::<CreatePlaybackStreamReply>(&mut socket, version)?;
    socket.get_mut().set_read_timeout(Some(PATIENCE))?;
    Ok(Server { socket, version, channel: reply.channel, wanted: reply.requested_bytes as usize })
}

fn protocol_cookie() -> Vec<u8> {
    let path = pulseaudio::cookie_path_from_env();
    path.and_then(|path| std::fs::read(path).ok()).filter(|cookie| cookie.len() == 256).unwrap_or_default()
}

impl Server {
    /// Gives the server what it asks for, until the visit ends.
    fn serve(mut self, mixer: &mut Mixer, stop: &AtomicBool) -> Result<()> {
        log::info!("sound is heard over PulseAudio's protocol, {RATE} samples a second");
        let (mut frames, mut bytes) = (vec![0.0_f32; MOST * 2], Vec::with_capacity(MOST * FRAME));
        let (mut quiet, mut asleep) = (0, false);
        loop {
            self.give(mixer, &mut frames, &mut bytes)?;
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            match self.socket.fill_buf() {
                Ok([]) => bail!("the server of PulseAudio or PipeWire has ended"),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    quiet += u32::from(!asleep);
                    if quiet > SILENT {
                        bail!("the server of PulseAudio or PipeWire asks for nothing");
                    }
                    continue;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error).context("the server of PulseAudio or PipeWire"),
            }
            match self.listen()? {
                Some(Command::Request(request)) if request.channel == self.channel => {
                    self.wanted = self.wanted.saturating_add(request.length as usize).min(MOST_WANTED);
                    quiet = 0;
                }
                Some(Command::PlaybackStreamKilled(_)) => bail!("the device has gone"),
                Some(Command::PlaybackStreamSuspended(now)) => asleep = now.suspended,
                _ => {}
            }
        }
    }

    /// What the server says next; `None` where that is nothing that is known.
    fn listen(&mut self) -> Result<Option<Command>> {
        let about = protocol::read_descriptor(&mut self.socket)?;
        if about.length > LONGEST {
            bail!("the server of PulseAudio or PipeWire says what is {} bytes long", about.length);
        }
        let mut said = vec![0; about.length as usize];
        self.socket.read_exact(&mut said).context("the server of PulseAudio or PipeWire")?;
        let command = Command::read_tag_prefixed(&mut said.as_slice(), self.version);
        Ok(command.ok().map(|(_, command)| command).filter(|_| about.channel == u32::MAX))
    }

    fn give(&mut self, mixer: &mut Mixer, frames: &mut [f32], bytes: &mut Vec<u8>) -> Result<()> {
        while self.wanted >= FRAME {
            let count = (self.wanted / FRAME).min(MOST);
            let Some(frames) = frames.get_mut(..count * 2) else { return Ok(()) };
            mixer.mix(frames);
            bytes.clear();
            bytes.extend(frames.iter().flat_map(|sample| sample.to_le_bytes()));
            protocol::write_memblock(self.socket.get_mut(), self.channel, bytes, 0)?;
            self.wanted -= count * FRAME;
        }
        Ok(())
    }
}
