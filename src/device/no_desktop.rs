//! Where no program has a window of its own: the rest of the room builds, and opening says so.

use anyhow::{Result, bail};
use glam::Vec3;

use super::{Drawn, Frame, Step, Surface, Target, Views};
use crate::render::{Backend, Gpu};

/// There is none.
pub enum Desktop {}

impl Desktop {
    /// # Errors
    /// Always.
    pub fn probe() -> Result<()> {
        bail!("this system has no windows")
    }

    /// # Errors
    /// Always.
    pub fn open(_: (u32, u32), _: Backend, _: &str) -> Result<Desktop> {
        bail!("this system has no windows")
    }

    pub fn gpu(&self) -> &Gpu {
        match *self {}
    }

    pub fn surface(&self) -> Surface {
        match *self {}
    }

    /// # Errors
    /// None.
    pub fn wait(&mut self) -> Result<Step> {
        match *self {}
    }

    pub fn locate(&mut self, _: &Frame) -> Option<Views> {
        match *self {}
    }

    /// # Errors
    /// None.
    pub fn acquire(&mut self) -> Result<Option<Target>> {
        match *self {}
    }

    /// # Errors
    /// None.
    pub fn present(&mut self, _: &Frame, _: Option<&Drawn>) -> Result<()> {
        match *self {}
    }

    pub fn describe(&self) -> String {
        match *self {}
    }

    pub fn set_keys_taken(&mut self, _typing: bool, _scrolling: bool) {
        match *self {}
    }

    pub fn set_main(&mut self, _: usize) {
        match *self {}
    }

    pub fn sight(&self) -> (usize, Vec3) {
        match *self {}
    }

    pub fn focus(&mut self, _: f32) {
        match *self {}
    }

    pub fn set_title(&self, _: &str) {
        match *self {}
    }
}
