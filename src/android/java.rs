//! What only the app's Java side knows.

use android_activity::AndroidApp;
use anyhow::Result;
use jni::objects::{JObject, JString, JValue};
use jni::refs::Global;
use jni::{Env, JavaVM, jni_sig, jni_str};

use crate::app::Battery;

/// What the activity was started with.
#[derive(Debug, Default)]
pub struct Start {
    /// The data of its intent.
    pub data: Option<String>,
    /// Where files may be kept that the system may take away.
    pub cache: Option<String>,
}

/// Asks the activity.
///
/// # Errors
/// Java does not answer as it should.
pub fn start(app: &AndroidApp) -> Result<Start> {
    with_activity(app, |env, activity| {
        let intent =
            env.call_method(activity, jni_str!("getIntent"), jni_sig!(() -> android.content.Intent), &[])?.l()?;
        let data = if intent.is_null() {
            JObject::null()
        } else {
            env.call_method(&intent, jni_str!("getDataString"), jni_sig!(() -> JString), &[])?.l()?
        };
        let folder = env.call_method(activity, jni_str!("getCacheDir"), jni_sig!(() -> java.io.File), &[])?.l()?;
        let cache = if folder.is_null() {
            JObject::null()
        } else {
            env.call_method(&folder, jni_str!("getAbsolutePath"), jni_sig!(() -> JString), &[])?.l()?
        };
        Ok(Start { data: text(env, data)?, cache: text(env, cache)? })
    })
}

/// `BATTERY_PROPERTY_CAPACITY` of `android.os.BatteryManager`: what is left, in percent.
const CAPACITY: i32 = 4;

/// How the battery is (`android.os.BatteryManager`, which asks for no permission); nothing where there is none.
///
/// # Errors
/// As [`start`].
pub fn battery(app: &AndroidApp) -> Result<Option<Battery>> {
    with_activity(app, |env, activity| {
        // Context.BATTERY_SERVICE
        let name = env.new_string("batterymanager")?;
        let (method, form) = (jni_str!("getSystemService"), jni_sig!((JString) -> JObject));
        let manager = env.call_method(activity, method, form, &[JValue::from(&name)])?.l()?;
        if manager.is_null() {
            return Ok(None);
        }
        let form = jni_sig!((jint) -> jint);
        let left = env.call_method(&manager, jni_str!("getIntProperty"), form, &[JValue::from(CAPACITY)])?.i()?;
        let charging = env.call_method(&manager, jni_str!("isCharging"), jni_sig!(() -> jboolean), &[])?.z()?;
        // Integer.MIN_VALUE where it is not known.
        Ok(u8::try_from(left).ok().filter(|percent| *percent <= 100).map(|percent| Battery { percent, charging }))
    })
}

/// Ends the activity, as the back button would.
///
/// # Errors
/// As [`start`].
pub fn finish(app: &AndroidApp) -> Result<()> {
    with_activity(app, |env, activity| {
        env.call_method(activity, jni_str!("finish"), jni_sig!(() -> void), &[])?;
        Ok(())
    })
}

fn text(env: &mut Env, object: JObject) -> jni::errors::Result<Option<String>> {
    if object.is_null() {
        return Ok(None);
    }
    env.cast_local::<JString>(object)?.try_to_string(env).map(Some)
}

fn with_activity<T>(app: &AndroidApp, what: impl FnOnce(&mut Env, &JObject) -> jni::errors::Result<T>) -> Result<T> {
    // SAFETY: the process's virtual machine.
    let vm = unsafe { JavaVM::from_raw(app.vm_as_ptr().cast()) };
    let activity = app.activity_as_ptr() as jni::sys::jobject;
    Ok(vm.attach_current_thread(|env| -> jni::errors::Result<T> {
        // SAFETY: a global reference that `app` owns and keeps for as long as this is running.
        let activity = unsafe { env.as_cast_raw::<Global<JObject>>(&activity)? };
        what(env, activity.as_ref())
    })?)
}
