//! What the OpenXR loader wants to know of the program that it serves: on Android the program's Java side (XR_KHR_loader_init_android,
//! XR_KHR_android_create_instance), elsewhere nothing.

#[cfg(target_os = "android")]
use std::ffi::c_void;

use super::runtime::NoHeadset;

/// What the openxr crate takes for it.
#[cfg(target_os = "android")]
pub(super) type Info = openxr::AndroidPlatformInfo;
/// What the openxr crate takes for it.
#[cfg(not(target_os = "android"))]
pub(super) type Info = ();

/// See the module. The default says nothing, which is enough everywhere but on Android.
#[derive(Debug, Clone, Copy, Default)]
pub struct Platform {
    /// The Java virtual machine and the activity.
    #[cfg(target_os = "android")]
    java: Option<[*mut c_void; 2]>,
}

// SAFETY: both are handles that any thread may use (JNI specification, "Global References"), and nothing is done with them
// here but hand them on.
#[cfg(target_os = "android")]
unsafe impl Send for Platform {}
// SAFETY: as above.
#[cfg(target_os = "android")]
unsafe impl Sync for Platform {}

impl Platform {
    /// The activity that shows what is drawn.
    ///
    /// # Safety
    /// `vm` points to the process's `JavaVM`, and `activity` is a global reference to its `android.app.Activity`; both are
    /// valid as long as a headset is opened with this.
    #[cfg(target_os = "android")]
    pub unsafe fn new(vm: *mut c_void, activity: *mut c_void) -> Platform {
        Platform { java: Some([vm, activity]) }
    }

    /// What the loader takes.
    ///
    /// # Errors
    /// [`NoHeadset::NoLoader`] where nothing was said of the activity.
    #[cfg(target_os = "android")]
    pub(super) fn info(&self) -> Result<Info, NoHeadset> {
        let [vm, activity] = self.java.ok_or_else(|| NoHeadset::NoLoader("it was not told the activity".into()))?;
        // SAFETY: as `new` was promised.
        Ok(unsafe { Info::new(vm, activity) })
    }

    /// What the loader takes.
    ///
    /// # Errors
    /// None.
    #[cfg(not(target_os = "android"))]
    pub(super) fn info(&self) -> Result<Info, NoHeadset> {
        Ok(())
    }
}
